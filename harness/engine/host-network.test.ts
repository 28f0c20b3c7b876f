import { expect, test } from 'vitest';
import { undoing } from './firewall.ts';
import { bridgeOf, freeRange } from './host-network.ts';

const before = `*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:LIBVIRT_FWI - [0:0]
-A FORWARD -j LIBVIRT_FWI
-A LIBVIRT_FWI -o virbr0 -j ACCEPT
COMMIT
`;
const now = `# Generated
*filter
:INPUT ACCEPT [0:0]
:FORWARD DROP [10:600]
:DOCKER - [0:0]
:DOCKER-USER - [0:0]
:LIBVIRT_FWI - [0:0]
-A FORWARD -j DOCKER-USER
-A FORWARD -o ne2e-0a1b2c3d -j DOCKER
-A FORWARD -i br-0123456789ab -o br-0123456789ab -j ACCEPT
-A FORWARD -j LIBVIRT_FWI
-A FORWARD -i lxdbr0 -m comment --comment "added meanwhile" -j ACCEPT
-A DOCKER -d 172.18.0.2/32 -j ACCEPT
-A DOCKER-USER -j RETURN
-A LIBVIRT_FWI -o virbr0 -j ACCEPT
COMMIT
*nat
:POSTROUTING ACCEPT [0:0]
:DOCKER - [0:0]
-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
-A POSTROUTING -s 10.213.0.0/24 ! -o ne2e-0a1b2c3d -j MASQUERADE
-A POSTROUTING -s 192.168.122.0/24 -j MASQUERADE
COMMIT
`;
const isOwnLink = (name: string) => /^(ne2e-0a1b2c3d|br-[0-9a-f]{12})$/.test(name);

test('what an engine has added to the rules is taken out, its policy too, and nothing else', () => {
  expect(undoing(before, now, { isOwnLink, alone: true })).toBe(`*filter
:FORWARD ACCEPT [0:0]
-D FORWARD -j DOCKER-USER
-D FORWARD -o ne2e-0a1b2c3d -j DOCKER
-D FORWARD -i br-0123456789ab -o br-0123456789ab -j ACCEPT
-F DOCKER
-F DOCKER-USER
-X DOCKER
-X DOCKER-USER
COMMIT
*nat
-D PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
-D POSTROUTING -s 10.213.0.0/24 ! -o ne2e-0a1b2c3d -j MASQUERADE
-F DOCKER
-X DOCKER
COMMIT
`);
});

test('beside another engine only the rules of the own bridge go', () => {
  const isOwnBridge = (name: string) => name === 'ne2e-0a1b2c3d';
  expect(undoing(before, now, { isOwnLink: isOwnBridge, alone: false })).toBe(`*filter
-D FORWARD -o ne2e-0a1b2c3d -j DOCKER
COMMIT
*nat
-D POSTROUTING -s 10.213.0.0/24 ! -o ne2e-0a1b2c3d -j MASQUERADE
COMMIT
`);
});

test('chains, rules and a policy that were there before stay', () => {
  expect(undoing(now, now, { isOwnLink, alone: true })).toBe('');
});

test('the bridge has a name of its own and a range that no route leads to', () => {
  expect(bridgeOf({ state: '/run/nomad-e2e-0a1b2c3d' })).toBe('ne2e-0a1b2c3d');
  expect(freeRange('default via 192.0.2.1 dev eth0')).toBe('10.213.0.1/24');
  expect(freeRange('10.213.0.0/23 dev vpn0\nlocal 10.213.2.7 dev vpn1')).toBe('10.213.3.1/24');
  expect(() => freeRange('10.0.0.0/8 via 192.0.2.1')).toThrow(
    expect.objectContaining({ code: 'ENGINE_BRIDGE' }),
  );
});
