import type { Deployment, Evaluation } from './job-types.ts';
import { type CallOptions, path, type Transport } from './transport.ts';

/** Calls of Nomad's Evaluations HTTP API. */
export function evaluationsApi(http: Transport) {
  return {
    read: (id: string, call: CallOptions = {}) =>
      http.json<Evaluation>('GET', path`/v1/evaluation/${id}`, call),
  };
}

/** Calls of Nomad's Deployments HTTP API. */
export function deploymentsApi(http: Transport) {
  return {
    list: (call: CallOptions = {}) => http.json<Deployment[]>('GET', '/v1/deployments', call),
    read: (id: string, call: CallOptions = {}) =>
      http.json<Deployment>('GET', path`/v1/deployment/${id}`, call),
  };
}
