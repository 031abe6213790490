// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the foreign client does with rooms and in them.
import crypto from 'node:crypto';
import { until } from './session.mjs';

const text = (order) => ({
    msgtype: order.msgtype ?? 'm.text', body: order.text,
    ...(order.html ? { format: 'org.matrix.custom.html', formatted_body: order.html } : {}),
    ...(order.mentions ? { 'm.mentions': { user_ids: order.mentions } } : {}),
});

function relation({ reply, thread }) {
    if (thread) return { 'm.relates_to': { rel_type: 'm.thread', event_id: thread, is_falling_back: !reply, 'm.in_reply_to': { event_id: reply ?? thread } } };
    return reply ? { 'm.relates_to': { 'm.in_reply_to': { event_id: reply } } } : {};
}

// Others have to be known before something is encrypted for them.
async function send(session, room, type, content) {
    await until(() => session.client.getRoom(room), 10, `the room ${room}`);
    return { event: (await session.client.sendEvent(room, type, content)).event_id };
}

function summary(session, room) {
    return {
        id: room.roomId, name: room.name, membership: room.getMyMembership(), encrypted: room.hasEncryptionStateEvent(),
        members: room.getMembers().map((member) => ({ user: member.userId, name: member.name, membership: member.membership })),
        unread: room.getUnreadNotificationCount('total') ?? 0, mentions: room.getUnreadNotificationCount('highlight') ?? 0,
        typing: room.getMembers().filter((member) => member.typing).map((member) => member.userId), space: room.isSpaceRoom(),
        tags: Object.keys(room.tags), canonicalAlias: room.getCanonicalAlias() ?? '',
    };
}

async function createRoom(session, order) {
    const state = [...(order.state ?? [])];
    if (order.encrypted) state.push({ type: 'm.room.encryption', state_key: '', content: { algorithm: 'm.megolm.v1.aes-sha2' } });
    if (order.history) state.push({ type: 'm.room.history_visibility', state_key: '', content: { history_visibility: order.history } });
    const made = await session.client.createRoom({
        name: order.name, topic: order.topic, invite: order.invite ?? [], is_direct: Boolean(order.direct), initial_state: state,
        preset: order.public ? 'public_chat' : order.direct ? 'trusted_private_chat' : 'private_chat', visibility: order.public ? 'public' : 'private',
        ...(order.alias ? { room_alias_name: order.alias } : {}), ...(order.space ? { creation_content: { type: 'm.space' } } : {}),
    });
    if (order.direct && order.invite?.length) {
        const direct = session.client.getAccountData('m.direct')?.getContent() ?? {};
        const [other] = order.invite;
        await session.client.setAccountData('m.direct', { ...direct, [other]: [...(direct[other] ?? []), made.room_id] });
    }
    await until(() => session.client.getRoom(made.room_id), 10, 'the new room');
    return { room: made.room_id };
}

// Encrypted attachments as the specification has them (AES-CTR with 64 random bits and a counter of 64), by Node's own cryptography.
function sealed(bytes) {
    const key = crypto.randomBytes(32), iv = Buffer.concat([crypto.randomBytes(8), Buffer.alloc(8)]);
    const cipher = crypto.createCipheriv('aes-256-ctr', key, iv);
    const data = Buffer.concat([cipher.update(bytes), cipher.final()]);
    const plain = (buffer) => buffer.toString('base64').replace(/=+$/, '');
    return { data, file: { v: 'v2', key: { kty: 'oct', alg: 'A256CTR', ext: true, k: key.toString('base64url'), key_ops: ['encrypt', 'decrypt'] },
        iv: plain(iv), hashes: { sha256: plain(crypto.createHash('sha256').update(data).digest()) } } };
}

function unsealed(data, file) {
    const hash = crypto.createHash('sha256').update(data).digest('base64').replace(/=+$/, '');
    if (hash !== file.hashes.sha256.replace(/=+$/, '')) throw new Error('the hash of the attachment is wrong');
    const cipher = crypto.createDecipheriv('aes-256-ctr', Buffer.from(file.key.k, 'base64url'), Buffer.from(file.iv, 'base64'));
    return Buffer.concat([cipher.update(data), cipher.final()]);
}

async function upload(session, bytes, type) {
    return (await session.client.uploadContent(bytes, { type, includeFilename: false })).content_uri;
}

async function file(session, order) {
    const bytes = Buffer.from(order.base64, 'base64'), type = order.type ?? 'application/octet-stream';
    const isEncrypted = await session.crypto.isEncryptionEnabledInRoom(order.room);
    const kind = { image: 'm.image', audio: 'm.audio', video: 'm.video' }[type.split('/')[0]] ?? 'm.file';
    const content = { msgtype: order.msgtype ?? kind, body: order.caption ?? order.name, filename: order.name, info: { ...order.info, mimetype: type, size: bytes.length }, ...relation(order) };
    if (isEncrypted) {
        const { data, file } = sealed(bytes);
        content.file = { ...file, url: await upload(session, data, 'application/octet-stream') };
    } else {
        content.url = await upload(session, bytes, type);
    }
    return { ...(await send(session, order.room, 'm.room.message', content)), url: content.url ?? content.file.url };
}

async function download(session, order) {
    const event = session.room(order.room).findEventById(order.event);
    if (!event) throw new Error(`${session.name} has not seen ${order.event}`);
    const content = event.getContent();
    const address = session.client.mxcUrlToHttp(content.file?.url ?? content.url, undefined, undefined, undefined, false, true, true);
    const answer = await fetch(address, { headers: { Authorization: `Bearer ${session.client.getAccessToken()}` } });
    if (!answer.ok) throw new Error(`the server answered ${answer.status} to ${address}`);
    const bytes = Buffer.from(await answer.arrayBuffer());
    return { base64: (content.file ? unsealed(bytes, content.file) : bytes).toString('base64'), encrypted: Boolean(content.file), name: content.filename ?? content.body };
}

async function edit(session, order) {
    const fresh = text(order);
    return send(session, order.room, 'm.room.message', { ...fresh, body: `* ${order.text}`, 'm.new_content': fresh, 'm.relates_to': { rel_type: 'm.replace', event_id: order.event } });
}

async function raw(session, order) {
    const address = new URL(order.path, session.homeserver);
    const answer = await fetch(address, { method: order.method ?? 'GET', headers: { Authorization: `Bearer ${session.client.getAccessToken()}`, 'Content-Type': 'application/json' },
        ...(order.body === undefined ? {} : { body: JSON.stringify(order.body) }) });
    return { status: answer.status, answer: await answer.json().catch(() => null) };
}

export const commands = {
    createRoom, file, download, edit, raw,
    rooms: (session) => ({ rooms: session.client.getRooms().map((room) => summary(session, room)) }),
    room: (session, order) => summary(session, session.room(order.room)),
    join: async (session, order) => { await session.client.joinRoom(order.room); await until(() => session.client.getRoom(order.room)?.getMyMembership() === 'join', 10, 'the room'); },
    leave: async (session, order) => { await session.client.leave(order.room); },
    invite: async (session, order) => { await session.client.invite(order.room, order.user, order.reason ? { reason: order.reason } : undefined); },
    kick: async (session, order) => { await session.client.kick(order.room, order.user, order.reason); },
    ban: async (session, order) => { await session.client.ban(order.room, order.user, order.reason); },
    send: (session, order) => send(session, order.room, 'm.room.message', { ...text(order), ...relation(order) }),
    // Many at once, one after another: {texts: [...]} or {count, text}
    sendMany: async (session, order) => {
        const events = [];
        const texts = order.texts ?? Array.from({ length: order.count }, (_, number) => `${order.text ?? 'Nachricht'} ${number + 1}`);
        for (const one of texts) events.push((await send(session, order.room, 'm.room.message', { msgtype: 'm.text', body: one })).event);
        return { events };
    },
    sendEvent: (session, order) => send(session, order.room, order.type, order.content),
    state: async (session, order) => ({ event: (await session.client.sendStateEvent(order.room, order.type, order.content, order.key ?? '')).event_id }),
    react: (session, order) => send(session, order.room, 'm.reaction', { 'm.relates_to': { rel_type: 'm.annotation', event_id: order.event, key: order.key } }),
    redact: async (session, order) => ({ event: (await session.client.redactEvent(order.room, order.event, undefined, order.reason ? { reason: order.reason } : undefined)).event_id }),
    read: async (session, order) => { await session.client.sendReadReceipt(session.room(order.room).findEventById(order.event)); },
    typing: async (session, order) => { await session.client.sendTyping(order.room, order.on ?? true, 20000); },
    tag: async (session, order) => { await session.client.setRoomTag(order.room, order.tag, { order: order.order ?? 0.5 }); },
};
