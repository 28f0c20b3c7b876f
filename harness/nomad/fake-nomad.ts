import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => unknown;

/** For unit tests: a local HTTP server in Nomad's place, which answers as the test says. */
export class FakeNomad implements AsyncDisposable {
  readonly requests: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[] =
    [];
  readonly #server = createServer((request, response) => void this.#take(request, response));
  readonly #answer: Answer;
  readonly #upgraded = new Set<Socket>();

  private constructor(answer: Answer) {
    this.#answer = answer;
  }

  static async start(answer: Answer): Promise<FakeNomad> {
    const fake = new FakeNomad(answer);
    await new Promise<void>((resolve) => fake.#server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Handles the WebSocket handshakes of exec. */
  onUpgrade(take: (request: IncomingMessage, socket: Socket) => void): void {
    this.#server.on('upgrade', (request, socket: Socket) => {
      this.#upgraded.add(socket);
      take(request, socket);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    for (const socket of this.#upgraded) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    let body = '';
    for await (const chunk of request) body += String(chunk);
    this.requests.push({ method, url, headers, body });
    await this.#answer(request, response, body);
  }
}

/** Answers with JSON and an index. */
export function json(response: ServerResponse, value: unknown, index = 1): void {
  response.writeHead(200, { 'Content-Type': 'application/json', 'X-Nomad-Index': String(index) });
  response.end(JSON.stringify(value));
}
