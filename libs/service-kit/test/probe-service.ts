import { Module, type DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createService, loadConfig, Readiness, ServiceKitModule, type ServiceConfig } from '../src/index.js';
import { sqlite } from '@carshare/persistence/test/engines';
import { schema } from '@carshare/persistence/test/notes';
import { NotesConfig } from './notes-config.js';
import { Gate, ProbeController } from './probe.controller.js';

@Module({})
class ProbeModule {
  static with(config: ServiceConfig): DynamicModule {
    return {
      module: ProbeModule,
      imports: [ServiceKitModule.with(config, schema)],
      controllers: [ProbeController],
      providers: [Gate],
    };
  }
}

/** A listening service of nothing but the service kit. */
export interface ProbeService {
  app: NestFastifyApplication;
  url: string;
  gate: Gate;
  readiness: Readiness;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  stop(): Promise<void>;
}

export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  code: string;
  traceId: string;
  [member: string]: unknown;
}

export async function startProbe(env: Record<string, string> = {}): Promise<ProbeService> {
  const database = await sqlite.create();
  const config = loadConfig(NotesConfig, { PORT: '0', LOG_LEVEL: 'silent', DATABASE_URL: database.url, ...env });
  const app = await createService(config, ProbeModule.with(config));
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  return {
    app,
    url,
    gate: app.get(Gate),
    readiness: app.get(Readiness),
    fetch: (path, init) => fetch(url + path, init),
    stop: async () => {
      await app.close();
      await database.drop();
    },
  };
}

export async function problemOf(response: Response): Promise<Problem> {
  return (await response.json()) as Problem;
}
