import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A certificate for 127.0.0.1 and localhost, signed by an authority made for it; its name is nobody's. */
export type Certificates = {
  /** PKCS12: the server's key and its chain. */
  readonly keystore: string;
  readonly password: string;
  /** PEM: the authority, which clients are told to trust. */
  readonly caFile: string;
};

/** Where it lies in the folder. */
export const CA_FILE = 'ca.pem';
const PASSWORD = 'keystore-secret';
const KEY = ['-keyalg', 'EC', '-groupname', 'secp256r1', '-validity', '30'];

/** Makes the files in `folder` with the keytool of Java 17 or later (`-signer` came with it). About 2 s. */
export async function makeCertificates(keytool: string, folder: string): Promise<Certificates> {
  const keystore = join(folder, 'broker.p12');
  const caFile = join(folder, CA_FILE);
  const run = promisify(execFile);
  const store = ['-keystore', keystore, '-storetype', 'PKCS12', '-storepass', PASSWORD];
  const make = (alias: string, ...more: readonly string[]) =>
    run(keytool, ['-genkeypair', '-alias', alias, '-dname', `CN=${alias}.example`, ...KEY, ...store, ...more]);
  await make('authority', '-ext', 'bc:c');
  await make('broker', '-signer', 'authority', '-ext', 'san=ip:127.0.0.1,dns:localhost');
  await run(keytool, ['-exportcert', '-rfc', '-alias', 'authority', '-file', caFile, ...store]);
  // With two keys in the store the broker might show the authority's own certificate.
  await run(keytool, ['-delete', '-alias', 'authority', ...store]);
  return { keystore, password: PASSWORD, caFile };
}
