import { Module } from '@nestjs/common';
import { CustomerpagesController } from './customerpages.controller.js';
import { CustomerpagesProjection } from './customerpages.projection.js';

@Module({ controllers: [CustomerpagesController, CustomerpagesProjection] })
export class CustomerpagesModule {}
