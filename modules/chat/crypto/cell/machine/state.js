// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the parts of the page share.

/// An error with one of the codes that the other end of the pipe knows.
export class Refusal extends Error {
    constructor(code, text) {
        super(text);
        this.code = code;
    }
}

export const wordsOf = (error) => String(error?.message ?? error?.description ?? error).slice(0, 500);

/// The database cannot be written or read: nothing may be taken for done. Only the beginning counts, since what others sent
/// may stand in an error as well.
export const isOfStore = (error) => error instanceof DOMException || wordsOf(error).startsWith("failed to read or write to the crypto store");

/// For whoever catches errors: those that concern more than the call go on.
export function passOn(error) {
    if (error instanceof WebAssembly.RuntimeError || isOfStore(error)) throw error;
}

export const state = {
    lib: null, // the package
    machine: null, // its OlmMachine, once open
    isRestored: false,
};

let told = 0;

/// Gives something to the other end (CryptoOutlet), in the order of the calls.
export function tell(value) {
    const invoke = 6; // of the web channel's kinds of messages
    qt.webChannelTransport.send(JSON.stringify({ type: invoke, id: ++told, object: "outlet", method: "answer", args: [JSON.stringify(value)] }));
}
globalThis.qt.webChannelTransport.onmessage = () => {}; // that it was heard

export const userId = (id) => new state.lib.UserId(id);
/// What is no user id at all is left out: a server may name anybody, and the others shall have their keys.
export const userIds = (ids) => ids.flatMap((id) => {
    try {
        return [userId(id)];
    } catch {
        return [];
    }
});
export const roomId = (id) => new state.lib.RoomId(id);

const root = "/_matrix/client/v3/";

/// A request of the library as the other end sends it; the numbers of the kinds are those of CryptoRequest::Kind.
export function request(it) {
    const { RequestType } = state.lib;
    const of = (method, path, more = {}) => ({ id: it.id ?? "", kind: it.type, method, path: root + path, body: it.body, ...more });
    const transaction = it.txn_id;
    switch (it.type) {
        case RequestType.KeysUpload: return of("POST", "keys/upload");
        case RequestType.KeysQuery: return of("POST", "keys/query");
        case RequestType.KeysClaim: return of("POST", "keys/claim");
        case RequestType.ToDevice:
            return of("PUT", `sendToDevice/${encodeURIComponent(it.event_type)}/${encodeURIComponent(transaction)}`,
                { eventType: it.event_type, transaction });
        case RequestType.SignatureUpload: return of("POST", "keys/signatures/upload");
        case RequestType.RoomMessage:
            return of("PUT", `rooms/${encodeURIComponent(it.room_id)}/send/${encodeURIComponent(it.event_type)}/${encodeURIComponent(transaction)}`,
                { roomId: it.room_id, eventType: it.event_type, transaction });
        case RequestType.KeysBackup: return of("PUT", `room_keys/keys?version=${encodeURIComponent(it.version)}`);
        default: throw new Refusal("protocol", "an unknown kind of request");
    }
}

export const requests = (all) => all.filter((it) => it).map(request);

/// Public keys of an identity, offered for the user's consent.
export function signingKeysRequest(it) {
    return { id: "", kind: 7, method: "POST", path: `${root}keys/device_signing/upload`, body: it.body };
}
