// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What comes from the server and goes to it, and the messages of rooms.
import { Refusal, passOn, request, requests, roomId, state, userIds } from "/state.js";
import * as verification from "/verification.js";

// ---------------------------------------------------------------- what came

function processed(it) {
    const { ProcessedToDeviceEventType: Type } = state.lib;
    const kinds = { [Type.Decrypted]: 0, [Type.PlainText]: 1, [Type.UnableToDecrypt]: 2, [Type.Invalid]: 3 };
    const info = it.type === Type.Decrypted ? it.encryptionInfo : undefined;
    let event = {};
    try {
        event = JSON.parse(it.rawEvent);
    } catch {
        // stays empty
    }
    if (event === null || typeof event !== "object" || Array.isArray(event)) event = {};
    return {
        state: kinds[it.type] ?? 3,
        event,
        senderDevice: info?.senderDevice?.toString() ?? "",
        isSenderVerified: info?.isSenderVerified() ?? false,
    };
}

async function give(events, args) {
    const { lib, machine } = state;
    const lists = new lib.DeviceLists(userIds(args.changed), userIds(args.left));
    const counts = new Map(Object.entries(args.counts));
    const fallbacks = args.fallbacks ? new Set(args.fallbacks) : undefined;
    const text = JSON.stringify(events);
    const came = args.isWhole
        ? await machine.receiveSyncChanges(text, lists, counts, fallbacks)
        : await machine.receiveSyncChangesMsc4186(text, lists, counts, fallbacks);
    return came.map(processed);
}

/// One bad event must not cost the others their keys.
async function giveEach(args) {
    const all = await give([], args);
    const nothing = { changed: [], left: [], counts: {}, isWhole: false };
    for (const event of args.events) {
        try {
            all.push(...(await give([event], nothing)));
        } catch (error) {
            passOn(error);
            all.push({ state: 3, event: {}, senderDevice: "", isSenderVerified: false });
        }
    }
    return all;
}

async function receive(args) {
    let events;
    try {
        events = await give(args.events, args);
    } catch (error) {
        passOn(error);
        events = await giveEach(args);
    }
    verification.look(events.filter((it) => String(it.event.type).startsWith("m.key.verification.")).map((it) => it.event.sender));
    const content = (it) => it.event.content ?? {};
    const isKey = (it) => it.state === 0 && ["m.room_key", "m.forwarded_room_key"].includes(it.event.type);
    return {
        events,
        roomKeys: events.filter(isKey).map((it) => ({ roomId: content(it).room_id, sessionId: content(it).session_id })),
        withheld: events.filter((it) => it.state === 1 && it.event.type === "m.room_key.withheld").map((it) => ({
            roomId: content(it).room_id, sessionId: content(it).session_id, sender: it.event.sender, code: content(it).code })),
    };
}

// ---------------------------------------------------------------- encrypting

const ready = new Set(); // rooms whose key was shared and that were not written to since
const renewed = new Set(); // rooms that got a new key after an earlier state was put back

function settings(policy) {
    const { CollectStrategy, EncryptionAlgorithm, EncryptionSettings } = state.lib;
    const made = new EncryptionSettings();
    made.algorithm = EncryptionAlgorithm.MegolmV1AesSha2;
    made.historyVisibility = policy.history;
    made.rotationPeriodMessages = BigInt(Math.max(1, policy.rotationMessages));
    made.rotationPeriod = BigInt(Math.max(1, policy.rotationMilliseconds)) * 1000n;
    made.sharingStrategy = [CollectStrategy.allDevices, CollectStrategy.errorOnUnverifiedUserProblem,
        CollectStrategy.identityBasedStrategy, CollectStrategy.onlyTrustedDevices][policy.share]();
    return made;
}

async function shareRoomKey({ room, users, policy }) {
    const { machine } = state;
    if (state.isRestored && !renewed.has(room)) { // an earlier state would use keys a second time
        renewed.add(room);
        await machine.invalidateGroupSession(roomId(room));
    }
    let shared;
    try {
        shared = await machine.shareRoomKey(roomId(room), userIds(users), settings(policy));
    } catch (error) {
        passOn(error);
        throw new Refusal(policy.share === 1 ? "conflict" : "protocol", String(error?.message ?? error));
    }
    ready.add(room);
    return requests(shared);
}

async function encrypt({ room, type, content }) {
    if (!ready.delete(room)) throw new Refusal("conflict", "the room key was not shared"); // the library would break down
    return JSON.parse(await state.machine.encryptRoomEvent(roomId(room), type, JSON.stringify(content)));
}

// ---------------------------------------------------------------- decrypting

const failures = { noKey: 1, withheld: 2, tooNew: 3, notAMember: 4, unknownDevice: 5, unsignedDevice: 6, identityChanged: 7,
    wrongSender: 8, algorithm: 9, damaged: 10, duplicate: 11 };
const megolm = "m.megolm.v1.aes-sha2";

function failureOf(error, event) {
    const { DecryptionErrorCode: Code } = state.lib;
    const then = event.unsigned?.membership ?? event.unsigned?.["io.element.msc4115.membership"];
    const isOut = then === "leave" || then === "ban";
    switch (error?.code) {
        case Code.MissingRoomKey: return error.withheldCode ? failures.withheld : isOut ? failures.notAMember : failures.noKey;
        case Code.UnknownMessageIndex: return error.withheldCode ? failures.withheld : isOut ? failures.notAMember : failures.tooNew;
        case Code.MismatchedIdentityKeys:
        case Code.MismatchedSender: return failures.wrongSender;
        case Code.UnknownSenderDevice: return failures.unknownDevice;
        case Code.UnsignedSenderDevice: return failures.unsignedDevice;
        case Code.SenderIdentityVerificationViolation: return failures.identityChanged;
        default: return failures.damaged;
    }
}

/// Which message of its session this is: version 3, then field 1 as a number of variable length. Undefined: not readable.
function indexOf(ciphertext) {
    let bytes;
    try {
        bytes = atob(String(ciphertext).slice(0, 12));
    } catch {
        return undefined;
    }
    if (bytes.charCodeAt(0) !== 3 || bytes.charCodeAt(1) !== 8) return undefined;
    let index = 0;
    for (let at = 2; at < 7; ++at) {
        const byte = bytes.charCodeAt(at);
        index += (byte & 127) * 2 ** (7 * (at - 2));
        if (!(byte & 128)) return index;
    }
    return undefined;
}

const seen = new Map(); // place of a message in its session to its event; the newest of them
const seenAtMost = 100000;

/// The same encrypted message under another event id: somebody repeats what was said before.
function isDuplicate(room, event) {
    const index = indexOf(event.content.ciphertext);
    if (index === undefined || !event.event_id) return false;
    const place = `${room} ${event.content.session_id} ${index}`;
    const known = seen.get(place);
    if (known !== undefined) return known !== event.event_id;
    if (seen.size >= seenAtMost) seen.delete(seen.keys().next().value);
    seen.set(place, event.event_id);
    return false;
}

async function decryptOne({ room, event }, how) {
    const content = event.content ?? {};
    const became = { eventId: event.event_id ?? "", sessionId: content.session_id ?? "", sender: event.sender ?? "",
        unsigned: event.unsigned ?? {}, senderDevice: content.device_id ?? "", senderKey: content.sender_key ?? "", failure: 0 };
    if (typeof content.algorithm === "string" && content.algorithm !== megolm) return { ...became, failure: failures.algorithm };
    try {
        const clear = await state.machine.decryptRoomEvent(JSON.stringify(event), roomId(room), how);
        const whole = JSON.parse(clear.event);
        const shield = clear.shieldState(false);
        return { ...became, type: whole.type, content: whole.content, unsigned: whole.unsigned ?? became.unsigned,
            sender: clear.sender.toString(), senderDevice: clear.senderDevice?.toString() ?? "", senderKey: clear.senderCurve25519Key,
            colour: 2 - shield.color, cause: shield.code === undefined ? 0 : shield.code + 1 };
    } catch (error) {
        passOn(error);
        return { ...became, failure: failureOf(error, event), withheld: error?.withheldCode ?? "" };
    }
}

const sideBySide = 24; // each waits for the database several times

async function decrypt({ events }) {
    const { DecryptionSettings, TrustRequirement } = state.lib;
    const how = new DecryptionSettings(TrustRequirement.Untrusted);
    const all = [];
    for (let at = 0; at < events.length; at += sideBySide) {
        all.push(...(await Promise.all(events.slice(at, at + sideBySide).map((it) => decryptOne(it, how)))));
    }
    return all.map((became, at) => {
        if (became.failure !== 0 || !isDuplicate(events[at].room, events[at].event)) return became;
        return { eventId: became.eventId, sessionId: became.sessionId, sender: became.sender, unsigned: became.unsigned, failure: failures.duplicate };
    });
}

// ---------------------------------------------------------------- what is remembered of a room

function readSettings(it) {
    return it ? { algorithm: it.algorithm === state.lib.EncryptionAlgorithm.MegolmV1AesSha2 ? megolm : "",
        rotationMessages: it.sessionRotationPeriodMessages ?? null, rotationMilliseconds: it.sessionRotationPeriodMs ?? null,
        isOnlyTrusted: it.onlyAllowTrustedDevices } : null;
}

async function setRoomSettings(args) {
    const { EncryptionAlgorithm, RoomSettings } = state.lib;
    if (args.algorithm !== megolm) throw new Refusal("conflict", "only Megolm");
    const made = new RoomSettings();
    made.algorithm = EncryptionAlgorithm.MegolmV1AesSha2;
    made.onlyAllowTrustedDevices = args.isOnlyTrusted;
    made.sessionRotationPeriodMessages = args.rotationMessages ?? undefined;
    made.sessionRotationPeriodMs = args.rotationMilliseconds ?? undefined;
    try {
        await state.machine.setRoomSettings(roomId(args.room), made);
    } catch (error) {
        passOn(error);
        throw new Refusal("conflict", String(error?.message ?? error));
    }
}

export const calls = {
    receive,
    async outgoing() {
        return [...requests(await state.machine.outgoingRequests()), ...verification.unasked()];
    },
    async answered({ id, kind, response }) {
        if (!id || kind === 7) return;
        verification.sent(id);
        await state.machine.markRequestAsSent(id, kind, response);
        verification.look([]);
    },
    follow: ({ users }) => state.machine.updateTrackedUsers(userIds(users)),
    async missingSessions({ users }) {
        const missing = await state.machine.getMissingSessions(userIds(users));
        return missing ? request(missing) : null;
    },
    shareRoomKey,
    encrypt,
    async discardRoomKey({ room }) {
        ready.delete(room);
        await state.machine.invalidateGroupSession(roomId(room));
    },
    decrypt,
    setRoomSettings,
    roomSettings: async ({ room }) => readSettings(await state.machine.getRoomSettings(roomId(room))),
};
