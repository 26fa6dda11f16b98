/** English sentences for refusals of a changed plan. */
export default {
  'operator.code.order.not_movable': 'The booking cannot move any more: its car is handed over, or it has ended.',
  'operator.code.car.not_available': 'The vehicle is not free for the whole period. Choose another one.',
  'operator.code.extension.not_available': 'The vehicle is needed afterwards. The latest possible end is {time}.',
  'operator.code.extension.open': 'Another extension of this order is being paid. Wait a moment, then try again.',
  'operator.code.order.not_extendable': 'The order cannot be extended in its present state.',
  'operator.code.price.changed': 'The price has changed. Check the new one, then send it again.',
  'operator.code.payment.declined': 'The card of the customer was declined. Nothing was charged or changed.',
  'operator.code.booking.time_invalid': 'The time cannot be used. Check the date and the time.',
  'operator.code.booking.in_past': 'The time is in the past. Enter a later one.',
  'operator.code.booking.out_of_bounds': 'The period is too short, too long or too far away. Check both times.',
  'operator.code.block.not_found': 'There is no such block any more. Look at the calendar again.',
  'operator.code.vehicle.not_in_calendar':
    'The vehicle is in the pool or retired, so it has no calendar. Put it in service first.',
  'operator.code.order.not_found': 'There is no such order. Look at the calendar again.',
  'operator.code.owed.settled': 'The order owes nothing any more. Read the list again.',
  'operator.code.owed.not_found': 'There is no unpaid amount of this order. Read the list again.',
  'operator.code.owed.still_open':
    'The amount is still unpaid: the card was declined, or payment has not answered. Try again later, or waive it.',
  'operator.code.idempotency.reused':
    'The request was sent before with other values. Close the form and open it again.',
  'problem.unpaidOperator.text':
    'Payment does not answer. Nothing was charged, and the booking ends as before. Try again a little later.',
  'problem.unsettledOperator.text':
    'Payment has not answered yet. The shop settles it and never charges twice. Look at the order a little later.',
};
