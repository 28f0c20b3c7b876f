import { hide } from '../secrets/index.ts';
import { unreadInputIsNoFailure } from './unread-input.ts';

/** Docker's name for its Hub, as `docker login` notes it. */
const hub = 'https://index.docker.io/v1/';

/** What an engine sends to a registry. */
export interface Credentials {
  serveraddress: string;
  username?: string;
  password?: string;
  identitytoken?: string;
}

/**
 * What `docker login` has noted for the registry of an image, in Docker's configuration or with a credential helper; undefined where
 * there is nothing.
 */
export async function credentialsFor(image: string): Promise<Credentials | undefined> {
  // Loaded where it is used: it costs a command's start half a second.
  const { getAuthConfig } = await import('testcontainers/build/container-runtime/index.js');
  const serveraddress = registryOf(image);
  using _ = unreadInputIsNoFailure();
  const found = await getAuthConfig(serveraddress);
  if (found === undefined) return undefined;
  if ('identityToken' in found) {
    hide([found.identityToken]);
    return { serveraddress, identitytoken: found.identityToken };
  }
  const { username, password } = found;
  hide([password]);
  return { serveraddress, username, password };
}

/** The part before the first `/` names a registry where it looks like a host. */
function registryOf(image: string): string {
  const [first = '', ...rest] = image.split('/');
  return rest.length > 0 && (/[.:]/.test(first) || first === 'localhost') ? first : hub;
}
