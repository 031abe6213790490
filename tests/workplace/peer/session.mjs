// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One signed-in device of the foreign client. Its keys live in memory: a session that ends takes them along.
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

// The one thing that matrix-js-sdk needs and Debian 13's Node.js 20 has not.
Promise.withResolvers ??= function () {
    let resolve, reject;
    const promise = new this((...both) => { [resolve, reject] = both; });
    return { promise, resolve, reject };
};

const modules = createRequire(path.join(process.env.KONTOR_NPM ?? '/opt/npm', 'workplace', 'any.js'));
export const module = (name) => import(pathToFileURL(modules.resolve(name)));
const sdk = await module('matrix-js-sdk');
const { decodeRecoveryKey } = await module('matrix-js-sdk/lib/crypto-api/index.js');
const { RustBackupManager } = await module('matrix-js-sdk/lib/rust-crypto/backup.js');
RustBackupManager.maxBackupLoopStartDelayMillis = 20;       // tests do not wait up to ten seconds to spare a server

const say = (...words) => process.env.KONTOR_PEER_LOG && process.stderr.write(`${words.join(' ')}\n`);
const log = { trace() {}, debug() {}, info: say, warn: say, error: (...words) => process.stderr.write(`${words.join(' ')}\n`), getChild: () => log };

export class Session {
    constructor(name, homeserver, order) {
        this.name = name;
        this.homeserver = homeserver;
        this.requests = [];             // verifications, in the order they began
        this.storageKeys = new Map();   // of secret storage: id -> key
        this.auto = { join: order.join ?? true, accept: order.accept ?? false, confirm: order.confirm ?? false, echo: order.echo ?? false };
    }

    async start(user, password, token) {
        this.password = password;
        const plain = sdk.createClient({ baseUrl: this.homeserver, logger: log });
        const signedIn = await plain.loginRequest({
            ...(token ? { type: 'm.login.token', token } : { type: 'm.login.password', identifier: { type: 'm.id.user', user }, password }),
            initial_device_display_name: `Fremder Client (${this.name})`,
        });
        this.client = sdk.createClient({
            baseUrl: this.homeserver, userId: signedIn.user_id, accessToken: signedIn.access_token, deviceId: signedIn.device_id, logger: log,
            verificationMethods: ['m.sas.v1'], useAuthorizationHeader: true,
            cryptoCallbacks: {
                getSecretStorageKey: async ({ keys }) => {
                    for (const id of Object.keys(keys)) if (this.storageKeys.has(id)) return [id, this.storageKeys.get(id)];
                    return this.recoveryKey ? [Object.keys(keys)[0], this.recoveryKey] : null;
                },
                cacheSecretStorageKey: (id, _, key) => this.storageKeys.set(id, key),
            },
        });
        await this.client.initRustCrypto({ useIndexedDB: false });
        this.listen();
        await this.resume();
    }

    listen() {
        const { client, auto } = this;
        client.on('RoomMember.membership', (event, member) => {
            if (auto.join && member.userId === client.getUserId() && member.membership === 'invite') client.joinRoom(member.roomId).catch((error) => say('join', error.message));
        });
        client.on('crypto.verificationRequestReceived', (request) => {
            this.follow(request);
            if (auto.accept) request.accept().catch((error) => say('accept', error.message));
        });
        const began = Date.now();
        const echo = (event) => {              // in rooms of two, where somebody waits for an answer
            if (!auto.echo || event.getType() !== 'm.room.message' || event.getSender() === client.getUserId() || event.getTs() < began - 1000 || event.isRelation()) return;
            if (client.getRoom(event.getRoomId())?.getJoinedMemberCount() !== 2) return;
            client.sendTextMessage(event.getRoomId(), `echo: ${event.getContent().body}`).catch((error) => say('echo', error.message));
        };
        client.on('Event.decrypted', echo);
        client.on('Room.timeline', (event, room, toStart) => { if (!event.isEncrypted() && !toStart) echo(event); });
    }

    // Does for a verification what has no choice in it; its number.
    follow(request) {
        const known = this.requests.findIndex((entry) => entry.request === request);
        if (known >= 0) return known;
        const entry = { request, verifier: null, sas: null, done: false, error: '' };
        const look = () => {
            const verifier = request.verifier;
            if (!verifier || entry.verifier) return;
            entry.verifier = verifier;
            const shown = (sas) => {
                entry.sas = sas;
                if (this.auto.confirm) sas.confirm().catch((error) => { entry.error = error.message; });
            };
            verifier.on('show_sas', shown);
            verifier.verify().then(() => { entry.done = true; }, (error) => { entry.error = error.message ?? String(error); });
        };
        request.on('change', look);
        look();
        return this.requests.push(entry) - 1;
    }

    async resume() {
        await this.client.startClient({ initialSyncLimit: 50, pollTimeout: 20000 });
        if (!this.client.isInitialSyncComplete()) await new Promise((done) => this.client.on('sync', (state) => { if (state === 'PREPARED' || state === 'SYNCING') done(); }));
    }

    useRecoveryKey(text) { this.recoveryKey = decodeRecoveryKey(text); }

    // Says something as soon as somebody has a device that can read it, and the room: nobody waits for it.
    async greet({ room, user, texts }) {
        await until(async () => {
            if (this.client.getRoom(room)?.getMember(user)?.membership !== 'join') return false;
            return ((await this.crypto.getUserDeviceInfo([user], true)).get(user)?.size ?? 0) > 0;
        }, 7 * 86400, `a device of ${user}`, 1000);
        for (const text of texts) await this.client.sendTextMessage(room, text);
    }

    get crypto() { return this.client.getCrypto(); }

    room(id) {
        const room = this.client.getRoom(id);
        if (!room) throw new Error(`${this.name} does not know the room ${id}`);
        return room;
    }

    summary() {
        return { as: this.name, user: this.client.getUserId(), device: this.client.getDeviceId(), token: this.client.getAccessToken() };
    }

    async stop() { this.client?.stopClient(); }

    async logout() {
        await this.client.logout(true);
        this.client.stopClient();
    }
}

// Until the question yields something.
export async function until(question, seconds, what, pause = 50) {
    const end = Date.now() + seconds * 1000;
    for (;;) {
        const found = await question();
        if (found) return found;
        if (Date.now() > end) throw new Error(`waited ${seconds} s in vain for ${what}`);
        await new Promise((done) => setTimeout(done, pause));
    }
}
