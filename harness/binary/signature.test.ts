import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateKey, readKey, reformatKey } from 'openpgp';
import { expect, test } from 'vitest';
import { FakeReleases, ofPrivateKey, signingKey } from './fake-releases.ts';
import { releaseKeys } from './release-key.ts';
import { requireSignature } from './signature.ts';
import { testFolder } from './test-help.ts';

const text = 'a sum  a file\n';

async function keysOf(armored: string) {
  return { file: 'key.asc', keys: [await readKey({ armoredKey: armored })] };
}

async function checked(armored: string, signature: Buffer, content = text): Promise<void> {
  await requireSignature(
    { url: 'http://a/SHA256SUMS', content: Buffer.from(content), signature },
    await keysOf(armored),
  );
}

const day = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * day);

test('a signature holds only for what was signed', async () => {
  const key = await signingKey();
  await checked(key.armored, await key.sign(text));
  await expect(checked(key.armored, await key.sign(text), `${text} `)).rejects.toMatchObject({
    ...{ code: 'BINARY_SIGNATURE_WRONG', exitCode: 3, observed: expect.stringContaining('did not match') },
    next: expect.stringMatching(/NOMAD_E2E_RELEASE_KEY.*--nomad-binary/),
  });
});

test('a signature of another key is invalid', async () => {
  const [key, other] = [await signingKey(), await signingKey()];
  await expect(checked(key.armored, await other.sign(text))).rejects.toMatchObject({
    ...{
      code: 'BINARY_SIGNATURE_WRONG',
      observed: expect.stringMatching(/by [0-9a-f]{16}, .* not in key\.asc/),
    },
  });
  for (const none of ['', '<html>Log in</html>']) {
    await expect(checked(key.armored, Buffer.from(none))).rejects.toMatchObject({
      code: 'BINARY_SIGNATURE_WRONG',
    });
  }
});

test('an expired key is refused even for older signatures', async () => {
  const key = await signingKey({ from: ago(30), seconds: (10 * day) / 1000 });
  await expect(checked(key.armored, await key.sign(text, ago(25)))).rejects.toMatchObject({
    ...{ code: 'BINARY_KEY_EXPIRED', exitCode: 3 },
    message: expect.stringContaining(`expired on ${ago(20).toISOString().slice(0, 10)}`),
    next: expect.stringContaining('NOMAD_E2E_RELEASE_KEY'),
  });
});

test('a renewed key verifies older signatures', async () => {
  const userIDs = [{ name: 'a fake archive' }];
  const { privateKey } = await generateKey({
    ...{ type: 'curve25519', userIDs, format: 'object', date: ago(900), keyExpirationTime: 2e7 },
  });
  const signature = await ofPrivateKey(privateKey).sign(text, ago(800));
  const renewed = await reformatKey({
    ...{ privateKey, userIDs, format: 'object', date: ago(10), keyExpirationTime: 2e8 },
  });
  await checked(ofPrivateKey(renewed.privateKey).armored, signature);
});

test('the signing key is found among others in a file', async () => {
  const userIDs = [{ name: 'a fake archive' }];
  const { privateKey } = await generateKey({
    ...{ type: 'curve25519', userIDs, format: 'object', date: ago(900), keyExpirationTime: 2e7 },
  });
  const signature = await ofPrivateKey(privateKey).sign(text, ago(800));
  const renewed = await reformatKey({ ...{ privateKey, userIDs, format: 'object', date: ago(10) } });
  await using folder = await testFolder();
  const file = join(folder.path, 'keys.asc');
  const parts = [await signingKey(), ofPrivateKey(privateKey), ofPrivateKey(renewed.privateKey)];
  await writeFile(file, parts.map(({ armored }) => armored).join('\n'));
  const keys = await releaseKeys(file);
  expect(keys.keys).toHaveLength(3);
  await requireSignature({ url: 'u', content: Buffer.from(text), signature }, keys);
});

test("the packaged key is HashiCorp's current one", async () => {
  const { keys } = await releaseKeys(undefined, {});
  const [key] = keys;
  expect([keys.length, key?.getFingerprint().toUpperCase()]).toEqual([
    1,
    'C874011F0AB405110D02105534365D9472D7468F',
  ]);
  expect((await key?.getSigningKey())?.getFingerprint().toUpperCase()).toBe(
    '374EC75B485913604A831CC7C820C6D5CD27AB87',
  );
});

/** SHA256SUMS and SHA256SUMS.sig of terraform-provider-null 3.1.0, as HashiCorp's archive has them (from Terraform's tests). */
const official = {
  content: `fea4227271ebf7d9e2b61b89ce2328c7262acd9fd190e1fd6d15a591abfa848e  terraform-provider-null_3.1.0_darwin_amd64.zip
9ebf4d9704faba06b3ec7242c773c0fbfe12d62db7d00356d4f55385fc69bfb2  terraform-provider-null_3.1.0_darwin_arm64.zip
a6576c81adc70326e4e1c999c04ad9ca37113a6e925aefab4765e5a5198efa7e  terraform-provider-null_3.1.0_freebsd_386.zip
5f9200bf708913621d0f6514179d89700e9aa3097c77dac730e8ba6e5901d521  terraform-provider-null_3.1.0_freebsd_amd64.zip
fc39cc1fe71234a0b0369d5c5c7f876c71b956d23d7d6f518289737a001ba69b  terraform-provider-null_3.1.0_freebsd_arm.zip
c797744d08a5307d50210e0454f91ca4d1c7621c68740441cf4579390452321d  terraform-provider-null_3.1.0_linux_386.zip
53e30545ff8926a8e30ad30648991ca8b93b6fa496272cd23b26763c8ee84515  terraform-provider-null_3.1.0_linux_amd64.zip
cecb6a304046df34c11229f20a80b24b1603960b794d68361a67c5efe58e62b8  terraform-provider-null_3.1.0_linux_arm64.zip
e1371aa1e502000d9974cfaff5be4cfa02f47b17400005a16f14d2ef30dc2a70  terraform-provider-null_3.1.0_linux_arm.zip
a8a42d13346347aff6c63a37cda9b2c6aa5cc384a55b2fe6d6adfa390e609c53  terraform-provider-null_3.1.0_windows_386.zip
02a1675fd8de126a00460942aaae242e65ca3380b5bb192e8773ef3da9073fd2  terraform-provider-null_3.1.0_windows_amd64.zip
`,
  signature: [
    'wsFcBAABCAAQBQJgga+GCRCwtEEJdoW2dgAAo0YQAAW911BGDr2WHLo5NwcZenwHyxL5DX9g+4BknKbc/WxRC1hD8Afi3eygZk1y',
    'R6eT4Gp2HyNOwCjGL1PTONBumMfj9udIeuX8onrJMMvjFHh+bORGxBi4FKr4V3b2ZV1IYOjWMEyyTGRDvwSCdxBkp3apH3s2xZLm',
    'RoAj84JZ4KaxGF7hlT0j4IkNyQKd2T5cCByN9DV80+x+HtzaOieFwJL97iyGj6aznXfKfslK6S4oIrVTwyLTrQbxSxA0LsdUjRPH',
    'nJamL3sFOG77qUEUoXG3r61yi5vWV4P5gCH/+C+VkfGHqaB1s0jHYLxoTEXtwthe66MydDBPe2Hd0J12u9ppOIeK3leeb4uiixWI',
    'irNdpWyjr/LU1KKWPxsDqMGYJ9TexyWkXjEpYmIEiY1Rxar8jrLh+FqVAhxRJajjgSRu5pZj50CNeKmmbyolLhPCmICjYYU/xKPG',
    'XSyDFqonVVyMWCSpO+8F38OmwDQHIk5AWyc8hPOAZ+g5N95cfUAzEqlvmNvVHQIU40Y6/Ip2HZzzFCLKQkMP1aDakYHq5w4ZO/uc',
    'jhKuoh1HDQMuMnZSu4eo2nMTBzYZnUxwtROrJZF1t103avbmP2QE/GaPvLIQn7o5WMV3ZcPCJ+szzzby7H2e33WIynrY/95ensBx',
    'h7mGFbcQ1C59b5o7viwIaaY2',
  ].join(''),
};

test("an official signature of HashiCorp's expired subkey is recognised", async () => {
  const signed = { url: 'u', content: Buffer.from(official.content) };
  const signature = Buffer.from(official.signature, 'base64');
  await expect(
    requireSignature({ ...signed, signature }, await releaseKeys(undefined, {})),
  ).rejects.toMatchObject({
    code: 'BINARY_KEY_EXPIRED',
    message: expect.stringMatching(/key B36CBA91A2C0730C435FC280B0B441097685B676,.* expired on 2022-04-20$/),
  });
});

test('a key file without a key is refused', async () => {
  await using releases = await FakeReleases.start();
  const env = { NOMAD_E2E_RELEASE_KEY: releases.keyFile };
  expect(await releaseKeys(undefined, env)).toMatchObject({ file: releases.keyFile });
  for (const file of ['/nowhere/key.asc', import.meta.filename]) {
    await expect(releaseKeys(undefined, { NOMAD_E2E_RELEASE_KEY: file })).rejects.toMatchObject({
      ...{ code: 'BINARY_KEY_INVALID', exitCode: 2, message: expect.stringContaining(file) },
      next: expect.stringContaining('NOMAD_E2E_RELEASE_KEY'),
    });
  }
});
