/** Korean sentences for refusals of a changed plan. */
export default {
  'operator.code.order.not_movable': '이미 인도했거나 끝난 예약이라 차량을 바꿀 수 없습니다.',
  'operator.code.car.not_available': '기간 전체에 비어 있는 차량이 아닙니다. 다른 차량을 고르세요.',
  'operator.code.extension.not_available': '그 뒤에 이 차량이 필요합니다. 가능한 가장 늦은 종료 시각: {time}.',
  'operator.code.extension.open': '이 주문의 다른 연장을 결제하고 있습니다. 잠시 후 다시 시도하세요.',
  'operator.code.order.not_extendable': '지금 상태에서는 연장할 수 없는 주문입니다.',
  'operator.code.price.changed': '가격이 바뀌었습니다. 새 가격을 확인한 뒤 다시 보내세요.',
  'operator.code.payment.declined': '고객의 카드가 거절되었습니다. 청구하거나 바꾼 것은 없습니다.',
  'operator.code.booking.time_invalid': '쓸 수 없는 시각입니다. 날짜와 시각을 확인해 주세요.',
  'operator.code.booking.in_past': '지난 시각입니다. 더 늦은 시각을 적어 주세요.',
  'operator.code.booking.out_of_bounds': '기간이 너무 짧거나 길거나 멉니다. 두 시각을 확인해 주세요.',
  'operator.code.block.not_found': '이 차단은 더 이상 없습니다. 일정표를 다시 확인하세요.',
  'operator.code.vehicle.not_in_calendar': '풀에 있거나 폐지된 차량에는 일정이 없습니다. 먼저 운행 중으로 바꾸세요.',
  'operator.code.order.not_found': '그런 주문이 없습니다. 일정표를 다시 확인하세요.',
  'operator.code.owed.settled': '이 주문의 미수금은 더 이상 없습니다. 목록을 다시 확인하세요.',
  'operator.code.owed.not_found': '이 주문의 미수금이 없습니다. 목록을 다시 확인하세요.',
  'operator.code.owed.still_open':
    '아직 납부되지 않았습니다. 카드가 거절되었거나 결제 서비스가 응답하지 않았습니다. 나중에 다시 시도하거나 면제하세요.',
  'operator.code.idempotency.reused': '같은 요청이 다른 값으로 이미 보내졌습니다. 창을 닫고 다시 여세요.',
  'problem.unpaidOperator.text':
    '결제 서비스가 응답하지 않습니다. 청구된 금액이 없고 예약은 그대로입니다. 잠시 후 다시 시도하세요.',
  'problem.unsettledOperator.text':
    '아직 결제 응답이 없습니다. 자동으로 처리되며 두 번 청구되지 않습니다. 잠시 후 주문을 확인하세요.',
};
