/**
 * ClickHouse's engine on a data folder, over TCP, in a process of its own. Arguments: folder, port, user, password. Says
 * {"port":…} when it serves. It ends when its standard input does, at once: what it acknowledged is stored.
 */
import { openEngine } from '../../store/chdb.ts';
import { serveEngine } from '../../store/endpoint.ts';
import { oneUser } from '../../store/endpoint-users.ts';

const [folder = '', port = '0', user = '', password = ''] = process.argv.slice(2);

const engine = openEngine(folder);
if (engine === null) throw new Error('another process has the folder');
const endpoint = await serveEngine(engine, folder, {
  host: '127.0.0.1',
  port: Number(port),
  users: oneUser(user, password),
  boardQueries: [],
});
process.stdin.resume().once('end', () => process.kill(process.pid, 'SIGKILL'));
process.stdout.write(`${JSON.stringify({ port: endpoint.port })}\n`);
