// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the foreign client has seen.
import { until } from './session.mjs';

function reactions(events, id) {
    const found = {};
    for (const event of events) {
        const relation = event.getType() === 'm.reaction' && !event.isRedacted() ? event.getContent()['m.relates_to'] : null;
        if (relation?.event_id === id) (found[relation.key] ??= []).push(event.getSender());
    }
    return found;
}

async function described(session, event, events) {
    const content = event.getContent(), original = event.getOriginalContent(), relation = original['m.relates_to'] ?? event.getWireContent()['m.relates_to'] ?? {};
    const shield = event.isEncrypted() && !event.isDecryptionFailure() ? await session.crypto.getEncryptionInfoForEvent(event) : null;
    return {
        id: event.getId(), type: event.getType(), sender: event.getSender(), at: event.getTs(), body: content.body ?? '', content, encrypted: event.isEncrypted(),
        failure: event.decryptionFailureReason ?? '', edited: Boolean(event.replacingEventId()), redacted: event.isRedacted(), stateKey: event.getStateKey() ?? null,
        relation: relation.rel_type ?? '', relatesTo: relation.event_id ?? '', reply: relation['m.in_reply_to']?.event_id ?? '', thread: relation.rel_type === 'm.thread' ? relation.event_id : '',
        transaction: event.getUnsigned().transaction_id ?? '', reactions: reactions(events, event.getId()),
        shield: shield ? { colour: ['none', 'grey', 'red'][shield.shieldColour], reason: shield.shieldReason ?? 0 } : null,
    };
}

async function timeline(session, order) {
    const events = session.room(order.room).getLiveTimeline().getEvents().slice(-(order.count ?? 1000));
    await Promise.all(events.map((event) => event.getDecryptionPromise?.()));
    return { events: await Promise.all(events.map((event) => described(session, event, events))) };
}

// Waits for an event that is as said: {room, body | event, sender, edited, redacted, decrypted, reaction, seconds}
async function wait(session, order) {
    const fits = (event) => (order.event === undefined || event.id === order.event) && (order.body === undefined || event.body === order.body)
        && (order.type === undefined || event.type === order.type) && (order.sender === undefined || event.sender === order.sender)
        && (order.edited === undefined || event.edited === order.edited) && (order.redacted === undefined || event.redacted === order.redacted)
        && (order.failure === undefined || Boolean(event.failure) === order.failure) && (order.reaction === undefined || Object.hasOwn(event.reactions, order.reaction));
    return until(async () => {
        if (!session.client.getRoom(order.room)) return null;
        return (await timeline(session, order)).events.findLast(fits);
    }, order.seconds ?? 20, `an event like ${JSON.stringify(order)}`);
}

export const commands = {
    timeline,
    wait,
    waitRoom: (session, order) => until(() => {
        const room = order.room ? session.client.getRoom(order.room) : session.client.getRooms().find((candidate) => candidate.name === order.name);
        const isThere = room && room.getMyMembership() === (order.membership ?? 'join')
            && (!order.member || room.getMember(order.member)?.membership === (order.memberIs ?? 'join'));
        return isThere ? { room: room.roomId } : null;
    }, order.seconds ?? 20, `the room ${order.room ?? order.name}`),
    waitRead: (session, order) => until(() => session.room(order.room).getEventReadUpTo(order.user) === order.event ? {} : null, order.seconds ?? 20, `a receipt of ${order.user}`),
    readUpTo: (session, order) => ({ event: session.room(order.room).getEventReadUpTo(order.user) ?? '' }),
    back: async (session, order) => { await session.client.scrollback(session.room(order.room), order.count ?? 50); },
    auto: (session, order) => Object.assign(session.auto, Object.fromEntries(Object.entries(order).filter(([name]) => Object.hasOwn(session.auto, name)))),
    greet: (session, order) => { session.greet(order).catch((error) => console.error('greet:', error.message)); },
    pause: async (session) => { session.client.stopClient(); },
    resume: async (session) => { await session.resume(); },
};
