import type { AllocationListStub, Deployment, Evaluation } from './job-types.ts';
import { type CallOptions, path, type Transport } from './transport.ts';

/** Calls of Nomad's Evaluations HTTP API. */
export function evaluationsApi(http: Transport) {
  return {
    list: (call: CallOptions = {}) => http.json<Evaluation[]>('GET', '/v1/evaluations', call),
    read: (id: string, call: CallOptions = {}) =>
      http.json<Evaluation>('GET', path`/v1/evaluation/${id}`, call),
    allocations: (id: string, call: CallOptions = {}) =>
      http.json<AllocationListStub[]>('GET', path`/v1/evaluation/${id}/allocations`, call),
  };
}

/** Calls of Nomad's Deployments HTTP API. */
export function deploymentsApi(http: Transport) {
  const act = (where: string, body: object, call: CallOptions) =>
    http.json<{ EvalID: string }>('PUT', where, { ...call, body });
  return {
    list: (call: CallOptions = {}) => http.json<Deployment[]>('GET', '/v1/deployments', call),
    read: (id: string, call: CallOptions = {}) =>
      http.json<Deployment>('GET', path`/v1/deployment/${id}`, call),
    allocations: (id: string, call: CallOptions = {}) =>
      http.json<AllocationListStub[]>('GET', path`/v1/deployment/allocations/${id}`, call),
    promote: (id: string, call: CallOptions = {}) =>
      act(path`/v1/deployment/promote/${id}`, { DeploymentID: id, All: true }, call),
    fail: (id: string, call: CallOptions = {}) => act(path`/v1/deployment/fail/${id}`, {}, call),
  };
}
