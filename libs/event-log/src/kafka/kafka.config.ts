import { readFile } from 'node:fs/promises';
import { Type } from 'class-transformer';
import {
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  ValidateBy,
  ValidateIf,
} from 'class-validator';

const MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512', 'oauthbearer'] as const;

/** TLS and SASL of the connection to the brokers. */
export interface KafkaSecurity {
  /** TLS; the system's authorities are trusted unless `ca` names others. All of it in PEM. */
  tls?: { ca?: string; cert?: string; key?: string };
  /** The credentials of the client; the token is requested for each authentication. */
  sasl?:
    | { mechanism: Exclude<(typeof MECHANISMS)[number], 'oauthbearer'>; username: string; password: string }
    | { mechanism: 'oauthbearer'; token: () => Promise<string> };
}

/** How to reach Kafka: settings of every service and of every tool that reads the topic. */
export class KafkaConfig {
  @IsOptional()
  @Matches(/^[^,:\s]+:\d+(,[^,:\s]+:\d+)*$/, { message: 'KAFKA_BROKERS must be host:port, separated by commas' })
  KAFKA_BROKERS?: string;

  /** Partitions of the topic when the `topics` command creates it; bounds the useful number of consumers. */
  @Type(() => Number)
  @IsInt({ message: 'KAFKA_PARTITIONS must be an integer' })
  @Min(1, { message: 'KAFKA_PARTITIONS must be at least 1' })
  @Max(1000, { message: 'KAFKA_PARTITIONS must be at most 1000' })
  KAFKA_PARTITIONS = 12;

  /** Whether the brokers speak TLS; on without being named when a certificate is. */
  @IsOptional()
  @IsIn(['true', 'false'], { message: 'KAFKA_SSL must be true or false' })
  KAFKA_SSL?: string;

  /** The authorities that may have signed the brokers' certificates, in PEM; the system's own by default. */
  @ValidateIf((config: KafkaConfig) => config.isSet('KAFKA_SSL_CA'))
  @pem('KAFKA_SSL_CA', 'CERTIFICATE')
  @tlsIsOn('KAFKA_SSL_CA')
  KAFKA_SSL_CA?: string;

  /** The client's own certificate and key, in PEM, for brokers that ask for one. */
  @ValidateIf((config: KafkaConfig) => config.isSet('KAFKA_SSL_CERT', 'KAFKA_SSL_KEY'))
  @IsNotEmpty({ message: 'KAFKA_SSL_CERT must be set when KAFKA_SSL_KEY is' })
  @pem('KAFKA_SSL_CERT', 'CERTIFICATE')
  @tlsIsOn('KAFKA_SSL_CERT')
  KAFKA_SSL_CERT?: string;

  @ValidateIf((config: KafkaConfig) => config.isSet('KAFKA_SSL_CERT', 'KAFKA_SSL_KEY'))
  @IsNotEmpty({ message: 'KAFKA_SSL_KEY must be set when KAFKA_SSL_CERT is' })
  @pem('KAFKA_SSL_KEY', 'PRIVATE KEY')
  KAFKA_SSL_KEY?: string;

  @ValidateIf((config: KafkaConfig) => config.hasCredentials || config.isSet('KAFKA_SASL_MECHANISM'))
  @IsIn(MECHANISMS, { message: `KAFKA_SASL_MECHANISM must be one of ${MECHANISMS.join(', ')}` })
  KAFKA_SASL_MECHANISM?: (typeof MECHANISMS)[number];

  @ValidateIf((config: KafkaConfig) => config.takesPassword)
  @IsNotEmpty({ message: 'KAFKA_SASL_USERNAME must be set for this KAFKA_SASL_MECHANISM' })
  KAFKA_SASL_USERNAME?: string;

  @ValidateIf((config: KafkaConfig) => config.takesPassword)
  @IsNotEmpty({ message: 'KAFKA_SASL_PASSWORD must be set for this KAFKA_SASL_MECHANISM' })
  KAFKA_SASL_PASSWORD?: string;

  /** The token for `oauthbearer`. Only one in a file can be rotated: the file is read at each authentication. */
  @ValidateIf((config: KafkaConfig) => config.KAFKA_SASL_MECHANISM === 'oauthbearer')
  @IsNotEmpty({ message: 'KAFKA_SASL_TOKEN must be set for KAFKA_SASL_MECHANISM oauthbearer' })
  KAFKA_SASL_TOKEN?: string;

  @IsOptional()
  @IsString()
  KAFKA_SASL_TOKEN_FILE?: string;

  /** The brokers as `host:port`; `undefined` means the embedded log. */
  get brokers(): string[] | undefined {
    return this.KAFKA_BROKERS?.split(',');
  }

  /** TLS and SASL as configured; empty for plain text without authentication. */
  get security(): KafkaSecurity {
    const tls = {
      ...(this.KAFKA_SSL_CA === undefined ? {} : { ca: this.KAFKA_SSL_CA }),
      ...(this.KAFKA_SSL_CERT === undefined ? {} : { cert: this.KAFKA_SSL_CERT }),
      ...(this.KAFKA_SSL_KEY === undefined ? {} : { key: this.KAFKA_SSL_KEY }),
    };
    const isOn = this.KAFKA_SSL === 'true' || (this.KAFKA_SSL === undefined && Object.keys(tls).length > 0);
    const sasl = this.sasl();
    return { ...(isOn ? { tls } : {}), ...(sasl ? { sasl } : {}) };
  }

  /** Whether any of the named variables is set. */
  isSet(...names: (keyof KafkaConfig)[]): boolean {
    return names.some((name) => this[name] !== undefined);
  }

  get hasCredentials(): boolean {
    return this.isSet('KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD', 'KAFKA_SASL_TOKEN', 'KAFKA_SASL_TOKEN_FILE');
  }

  get takesPassword(): boolean {
    return this.isSet('KAFKA_SASL_MECHANISM') && this.KAFKA_SASL_MECHANISM !== 'oauthbearer';
  }

  private sasl(): KafkaSecurity['sasl'] {
    const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_SASL_TOKEN: token = '', KAFKA_SASL_TOKEN_FILE: file } = this;
    if (mechanism === undefined) return undefined;
    if (mechanism === 'oauthbearer') {
      const read = async (): Promise<string> => (file === undefined ? token : (await readFile(file, 'utf8')).trim());
      return { mechanism, token: read };
    }
    return { mechanism, username: this.KAFKA_SASL_USERNAME ?? '', password: this.KAFKA_SASL_PASSWORD ?? '' };
  }
}

/** Checks for PEM; the message names the variable and shows nothing of its value. */
function pem(name: string, what: string): PropertyDecorator {
  const validate = (text: unknown): boolean =>
    text === undefined || (typeof text === 'string' && new RegExp(`-----BEGIN [A-Z ]*${what}-----`).test(text));
  return ValidateBy(
    { name: 'pem', validator: { validate } },
    { message: `${name} must be a ${what.toLowerCase()} in PEM` },
  );
}

/** Rejects a certificate beside `KAFKA_SSL=false`, which would be ignored: the connection would not be encrypted. */
function tlsIsOn(name: string): PropertyDecorator {
  return ValidateBy(
    { name: 'tlsIsOn', validator: { validate: (_text, args) => (args?.object as KafkaConfig).KAFKA_SSL !== 'false' } },
    { message: `${name} is set and KAFKA_SSL is false: keep one` },
  );
}
