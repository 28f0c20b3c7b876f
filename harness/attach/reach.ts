import { UsageError } from '../errors.ts';
import { type AclToken, NomadApiError, type NomadClient } from '../nomad/index.ts';
import { explained } from './explained.ts';
import type { Target } from './target.ts';

/** Who the token is to Nomad; `off` where the ACL system is. */
export type Identity = AclToken | 'off';

/**
 * Asks the cluster who we are, so that a wrong address, wrong certificates and a wrong token end in one clear message each.
 * @throws EnvironmentError ATTACH_UNREACHABLE, ATTACH_TLS, ATTACH_TOKEN, ATTACH_REGION, ATTACH_REFUSED
 * @throws UsageError ATTACH_NAMESPACE for a namespace that there is not
 */
export async function reach(nomad: NomadClient, target: Target, signal?: AbortSignal): Promise<Identity> {
  try {
    // An address that takes connections and never answers would keep Ctrl-C waiting.
    await nomad.status.leader({ signal });
    const identity = await identityOf(nomad);
    await requireNamespace(nomad, target);
    return identity;
  } catch (error) {
    throw await explained(error, nomad, target);
  }
}

async function identityOf(nomad: NomadClient): Promise<Identity> {
  try {
    return await nomad.acl.self();
  } catch (error) {
    if (error instanceof NomadApiError && /ACL support disabled/.test(error.body)) return 'off';
    throw error;
  }
}

async function requireNamespace(nomad: NomadClient, target: Target): Promise<void> {
  const { namespace } = target;
  try {
    await nomad.namespaces.read(namespace);
  } catch (error) {
    // A token without a rule for it is told no more than that.
    const unknown = error instanceof NomadApiError && (error.status === 404 || error.status === 403);
    if (!unknown) throw error;
    // Without a token one is the anonymous one, which Nomad knows, and which mostly may do nothing.
    if (error.status === 403 && target.token === undefined) throw error;
    const known = await nomad.namespaces.list().catch(() => []);
    throw new UsageError(
      'ATTACH_NAMESPACE',
      error.status === 404
        ? `there is no namespace "${namespace}"`
        : `the token has no rule for the namespace "${namespace}", if there is one`,
      {
        observed: `namespaces that the token sees: ${known.map(({ Name }) => Name).join(', ') || 'none'}`,
        next:
          error.status === 403 && known[0]
            ? `npx nomad-e2e run --attach --namespace ${known[0].Name}`
            : `nomad namespace apply ${namespace}`,
        cause: error,
      },
    );
  }
}
