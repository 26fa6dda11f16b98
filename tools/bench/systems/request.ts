import { Connection } from '../load/connection.ts';

/** Sends one JSON request; throws when the status is not 2xx. */
export async function request(method: string, base: string, path: string, body: unknown): Promise<string> {
  const connection = new Connection(base);
  try {
    return await new Promise((resolve, reject) => {
      const done = (status: number, text: string): void => {
        if (status >= 200 && status < 300) resolve(text);
        else reject(new Error(`${method} ${path} answered ${status} ${text.slice(0, 300)}`));
      };
      connection.post(path, JSON.stringify(body), done, method);
    });
  } finally {
    connection.close();
  }
}
