import { Type } from 'class-transformer';
import {
  IsDefined,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  Min,
  ValidateBy,
  ValidateIf,
} from 'class-validator';
import { type DatabaseLimits, MAINTENANCE_LIMITS, mysqlOptions } from '@carshare/persistence';
import { MayRotate } from './may-rotate.js';

const KEY_SET_WANTED = 'JWT_JWKS or JWT_JWKS_URL must be set when JWT_ISSUER or JWT_AUDIENCE is';

/** What every service is configured by; a service's own `app.config.ts` extends it and sets its port. */
export abstract class ServiceConfig {
  /** Names the service in logs, events and its SQLite file; not configurable. */
  abstract readonly service: string;

  @Type(() => Number)
  @IsInt({ message: 'PORT must be an integer' })
  @Min(0, { message: 'PORT must not be negative' })
  @Max(65_535, { message: 'PORT must be at most 65535' })
  PORT: number;

  /** The listening address; anything but loopback needs identity to be on. */
  @ValidateIf((config: ServiceConfig) => !config.identityOn)
  @Matches(/^(127\.\d+\.\d+\.\d+|::1|localhost)$/, {
    message: 'HOST must be a loopback address while no JWT_* variable is set',
  })
  HOST = '127.0.0.1';

  @IsOptional()
  @Matches(/^(sqlite:.+|(mysql|mariadb|postgres|postgresql):\/\/.+)$/, {
    message: 'DATABASE_URL must start with sqlite:, mysql:// or postgres://',
  })
  @ValidateBy(
    { name: 'url', validator: { validate: isUrlOfServer } },
    { message: 'DATABASE_URL must be a URL: encode special characters of the password' },
  )
  @ValidateBy(
    { name: 'tls', validator: { validate: hasUsableTls } },
    {
      message:
        'DATABASE_URL: ssl-mode must be DISABLED, REQUIRED, VERIFY_CA or VERIFY_IDENTITY, and the files of ssl-ca, ssl-cert and ssl-key readable',
    },
  )
  DATABASE_URL?: string;

  /** Connections to a database server that write, per process. */
  @Type(() => Number)
  @IsInt({ message: 'DATABASE_WRITE_CONNECTIONS must be an integer' })
  @Min(1, { message: 'DATABASE_WRITE_CONNECTIONS must be at least 1' })
  @Max(1000, { message: 'DATABASE_WRITE_CONNECTIONS must be at most 1000' })
  DATABASE_WRITE_CONNECTIONS = 14;

  /** Connections to a database server that read outside of transactions, per process. */
  @Type(() => Number)
  @IsInt({ message: 'DATABASE_READ_CONNECTIONS must be an integer' })
  @Min(1, { message: 'DATABASE_READ_CONNECTIONS must be at least 1' })
  @Max(1000, { message: 'DATABASE_READ_CONNECTIONS must be at most 1000' })
  DATABASE_READ_CONNECTIONS = 6;

  /** How long a statement may take at a database server, and the server be silent, in milliseconds. */
  @Type(() => Number)
  @IsInt({ message: 'DATABASE_TIMEOUT_MS must be an integer' })
  @Min(500, { message: 'DATABASE_TIMEOUT_MS must be at least 500' })
  @Max(60_000, { message: 'DATABASE_TIMEOUT_MS must be at most 60000' })
  DATABASE_TIMEOUT_MS = 4_000;

  @IsString()
  @IsNotEmpty({ message: 'DATA_DIR must not be empty' })
  DATA_DIR = '.data';

  /** The public keys as an inline JSON Web Key Set (RFC 7517). */
  @ValidateIf((config: ServiceConfig) => config.identityOn && config.JWT_JWKS_URL === undefined)
  @IsDefined({ message: KEY_SET_WANTED })
  @ValidateBy({ name: 'jwks', validator: { validate: isKeySet } }, { message: 'JWT_JWKS must be a JSON Web Key Set' })
  @MayRotate()
  JWT_JWKS?: string;

  @IsOptional()
  @IsUrl(
    { require_tld: false, require_protocol: true, protocols: ['http', 'https'] },
    { message: 'JWT_JWKS_URL must be a URL' },
  )
  JWT_JWKS_URL?: string;

  @ValidateIf((config: ServiceConfig) => config.identityOn)
  @IsNotEmpty({ message: 'JWT_ISSUER must be set when identity is on' })
  JWT_ISSUER?: string;

  @ValidateIf((config: ServiceConfig) => config.identityOn)
  @IsNotEmpty({ message: 'JWT_AUDIENCE must be set when identity is on' })
  JWT_AUDIENCE?: string;

  /** The token that the service presents when it calls another service; it bears the role `service`. */
  @IsOptional()
  @IsString()
  @MayRotate()
  JWT_SERVICE_TOKEN?: string;

  /** Where traces go, over OTLP and HTTP; unset: spans are not recorded. */
  @IsOptional()
  @IsUrl({ require_tld: false, protocols: ['http', 'https'] }, { message: 'OTEL_EXPORTER_OTLP_ENDPOINT must be a URL' })
  OTEL_EXPORTER_OTLP_ENDPOINT?: string;

  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], { message: 'LOG_LEVEL must be a pino level' })
  LOG_LEVEL = 'info';

  /** Requests processed concurrently; further requests are rejected with 503. */
  @Type(() => Number)
  @IsInt({ message: 'MAX_IN_FLIGHT must be an integer' })
  @Min(1, { message: 'MAX_IN_FLIGHT must be at least 1' })
  MAX_IN_FLIGHT = 256;

  /** Responses that are open concurrently, such as streams of events; the next one is answered with 503. */
  @Type(() => Number)
  @IsInt({ message: 'MAX_OPEN_STREAMS must be an integer' })
  @Min(1, { message: 'MAX_OPEN_STREAMS must be at least 1' })
  MAX_OPEN_STREAMS = 2_000;

  /** Host names beside the local ones that requests may be for while identity is off, separated by commas. */
  @IsOptional()
  @Matches(/^[^\s,:/]+(,[^\s,:/]+)*$/, {
    message: 'ALLOWED_HOSTS must be host names without ports, separated by commas',
  })
  ALLOWED_HOSTS?: string;

  /** How long a request may take before it is answered with 503, in milliseconds. */
  @Type(() => Number)
  @IsInt({ message: 'REQUEST_DEADLINE_MS must be an integer' })
  @Min(100, { message: 'REQUEST_DEADLINE_MS must be at least 100' })
  REQUEST_DEADLINE_MS = 10_000;

  /** Whether tokens are verified: any JWT_* variable turns the verification on, so that a missing one stops the start instead of admitting every caller. */
  get identityOn(): boolean {
    return [this.JWT_JWKS, this.JWT_JWKS_URL, this.JWT_ISSUER, this.JWT_AUDIENCE].some((value) => value !== undefined);
  }

  get databaseUrl(): string {
    return this.DATABASE_URL ?? `sqlite:${this.DATA_DIR}/${this.service}.sqlite`;
  }

  get allowedHosts(): string[] {
    return this.ALLOWED_HOSTS?.split(',') ?? [];
  }

  /** How the service's own connections to its database are bounded. */
  get databaseLimits(): DatabaseLimits {
    return {
      writers: this.DATABASE_WRITE_CONNECTIONS,
      readers: this.DATABASE_READ_CONNECTIONS,
      timeoutMs: this.DATABASE_TIMEOUT_MS,
    };
  }
}

/** A URL that cannot be parsed would fail later, and less clearly. */
function isUrlOfServer(text: unknown): boolean {
  return !String(text).includes('://') || URL.canParse(String(text));
}

/** PostgreSQL's driver checks the parameters of its URLs itself. */
function hasUsableTls(text: unknown): boolean {
  const url = String(text);
  if (!/^(mysql|mariadb):/.test(url) || !URL.canParse(url)) return true;
  try {
    mysqlOptions(url, MAINTENANCE_LIMITS, 1);
    return true;
  } catch {
    return false;
  }
}

function isKeySet(text: unknown): boolean {
  try {
    const { keys } = JSON.parse(String(text)) as { keys?: unknown };
    return Array.isArray(keys) && keys.every((key) => typeof key === 'object' && key !== null && 'kty' in key);
  } catch {
    return false;
  }
}
