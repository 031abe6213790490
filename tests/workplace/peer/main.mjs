// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The foreign Matrix client of the tests: what other people use, made of matrix-js-sdk and its Rust cryptography, and told what
// to do over HTTP on loopback. POST /COMMAND with a JSON object; its member "as" names the session (default "peer").
// See README.md.   node main.mjs PORT HOMESERVER
import http from 'node:http';
import { Session } from './session.mjs';
import { commands as roomCommands } from './rooms.mjs';
import { commands as timelineCommands } from './timeline.mjs';
import { commands as keyCommands } from './keys.mjs';

const [port, homeserver] = process.argv.slice(2);
if (!process.env.KONTOR_PEER_LOG) {
    for (const level of ['trace', 'debug', 'info', 'log', 'warn']) console[level] = () => {};
}
const sessions = new Map();
const commands = { ...roomCommands, ...timelineCommands, ...keyCommands };

async function obey(name, order) {
    const as = order.as ?? 'peer';
    if (name === 'sessions') return { sessions: [...sessions.values()].map((session) => session.summary()) };
    if (name === 'login') {
        await sessions.get(as)?.stop();
        sessions.delete(as);            // also when the next line throws
        const session = new Session(as, order.url ?? homeserver, order);
        await session.start(order.user, order.password, order.token);
        sessions.set(as, session);
        return session.summary();
    }
    const session = sessions.get(as);
    if (!session) throw new Error(`there is no session "${as}"; say login first`);
    if (name === 'logout') {
        await session.logout();
        sessions.delete(as);
        return {};
    }
    if (!Object.hasOwn(commands, name)) throw new Error(`there is no command "${name}"; there are ${Object.keys(commands).sort().join(', ')}`);
    return (await commands[name](session, order)) ?? {};
}

const server = http.createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    let status = 200, answer;
    try {
        const text = Buffer.concat(parts).toString();
        answer = await obey(request.url.slice(1), text ? JSON.parse(text) : {});
    } catch (error) {
        status = 400;
        answer = { error: error.message ?? String(error), code: error.errcode ?? '' };
    }
    const said = JSON.stringify(answer);
    response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(said) });
    response.end(said);
});
process.on('unhandledRejection', (error) => console.error('unhandled:', error));
server.requestTimeout = 0;
server.listen(Number(port), '127.0.0.1');
