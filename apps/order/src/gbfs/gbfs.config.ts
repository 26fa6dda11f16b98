import { Type } from 'class-transformer';
import { IsEmail, IsNumber, Matches, Max, Min, ValidateBy } from 'class-validator';
import { drivesIn, type Drive } from './drive.js';

/** A number of degrees. */
function Degrees(most: number): PropertyDecorator {
  return (target, property) => {
    const name = String(property);
    Type(() => Number)(target, name);
    IsNumber({}, { message: `${name} must be a number of degrees` })(target, property);
    Min(-most, { message: `${name} must be at least ${-most}` })(target, property);
    Max(most, { message: `${name} must be at most ${most}` })(target, property);
  };
}

/** What the public feeds contain beside the fleet. */
export class GbfsConfig {
  /** Names the system worldwide and for ever; the calendars' event ids end with it as well. */
  @Matches(/^[\w.@:/-]{1,64}$/, { message: 'GBFS_SYSTEM_ID must be 1 to 64 letters, digits, or . @ : / _ -' })
  GBFS_SYSTEM_ID = 'carshare_demo';

  /** Where readers of the feeds report faults. */
  @IsEmail({}, { message: 'GBFS_CONTACT_EMAIL must be an e-mail address' })
  GBFS_CONTACT_EMAIL = 'feeds@carshare.example';

  @Matches(/^[A-Za-z0-9.+-]{1,64}$/, { message: 'GBFS_LICENSE_ID must be an SPDX identifier' })
  GBFS_LICENSE_ID = 'CC0-1.0';

  /** Propulsion, and range in km, of each model: the fleet itself contains neither. `*` stands for every other model. */
  @ValidateBy(
    { name: 'drives', validator: { validate: (text) => typeof text === 'string' && drivesIn(text) !== undefined } },
    { message: 'GBFS_VEHICLE_TYPES must be like 1001=electric:300,*=combustion:600, with an entry for *' },
  )
  GBFS_VEHICLE_TYPES = '1001=electric:300,*=combustion:600';

  @Matches(/^[^\p{Cs}\p{Cc}]{1,100}$/u, { message: 'DEPOT_NAME must be text of 1 to 100 characters' })
  DEPOT_NAME = 'Depot Alexanderplatz';

  @Degrees(90)
  DEPOT_LATITUDE = 52.521992;

  @Degrees(180)
  DEPOT_LONGITUDE = 13.413244;

  /** Propulsion and range of a model. */
  driveOf(productId: string): Drive {
    const drives = drivesIn(this.GBFS_VEHICLE_TYPES);
    const drive = drives?.get(productId) ?? drives?.get('*');
    if (!drive) throw new RangeError('the configuration is validated when it is loaded');
    return drive;
  }
}
