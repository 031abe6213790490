// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Opens the database of the keys. It must never make keys where some were, and never confirm what is not on the disk.
import { follow } from "/events.js";
import { Refusal, state } from "/state.js";

const name = "kontor";
const keysName = `${name}::matrix-sdk-crypto`;
const cipherName = `${name}::matrix-sdk-crypto-meta`;

/// By default a browser says "written" before it is on the disk.
function writeStrictly() {
    const { transaction } = IDBDatabase.prototype;
    IDBDatabase.prototype.transaction = function (stores, mode = "readonly", options = {}) {
        return transaction.call(this, stores, mode, mode === "readwrite" ? { ...options, durability: "strict" } : options);
    };
}

async function hasAccount() {
    const database = await new Promise((done, failed) => {
        const opening = indexedDB.open(keysName);
        opening.onsuccess = () => done(opening.result);
        opening.onerror = () => failed(new Refusal("damaged", String(opening.error)));
        opening.onblocked = () => failed(new Refusal("damaged", "blocked"));
    });
    try {
        if (!database.objectStoreNames.contains("core")) return false;
        return await new Promise((done, failed) => {
            const asking = database.transaction("core").objectStore("core").count("account");
            asking.onsuccess = () => done(asking.result > 0);
            asking.onerror = () => failed(new Refusal("damaged", String(asking.error)));
        });
    } finally {
        database.close();
    }
}

async function lookBefore(isKnown) {
    let names;
    try {
        names = (await indexedDB.databases()).map((it) => it.name);
    } catch (error) {
        throw new Refusal("damaged", String(error));
    }
    const hasKeys = names.includes(keysName);
    if (hasKeys && !names.includes(cipherName)) throw new Refusal("damaged", "the key of the database is gone");
    const isThere = hasKeys && (await hasAccount());
    if (isKnown && !isThere) throw new Refusal("gone", "no account");
    return isThere;
}

async function openStore(key) {
    try {
        return await state.lib.StoreHandle.openWithKey(name, key, state.logger);
    } catch (error) {
        if (error instanceof WebAssembly.RuntimeError) throw error;
        const text = String(error?.message ?? error);
        throw new Refusal(/decrypt|aead|passphrase|unpickle|cipher/i.test(text) ? "passphrase" : "damaged", text);
    }
}

async function openMachine(args, store) {
    try {
        return await state.lib.OlmMachine.initFromStore(
            new state.lib.UserId(args.userId), new state.lib.DeviceId(args.deviceId), store, state.logger);
    } catch (error) {
        if (error instanceof WebAssembly.RuntimeError) throw error;
        const text = String(error?.message ?? error);
        throw new Refusal(/match/i.test(text) ? "other-device" : "damaged", text);
    }
}

export const calls = {
    async open(args) {
        if (state.machine) throw new Refusal("conflict", "already open");
        writeStrictly();
        const lib = await import("/package/index.mjs");
        await lib.initAsync();
        state.lib = lib;
        const quiet = () => {};
        state.logger = { debug: quiet, info: quiet, warn: quiet, error: (text) => console.warn(String(text).slice(0, 200)) };
        const wasThere = await lookBefore(Boolean(args.fingerprint));
        const key = Uint8Array.from(atob(args.key), (letter) => letter.charCodeAt(0));
        const machine = await openMachine(args, await openStore(key));
        const fingerprint = machine.identityKeys.ed25519.toBase64();
        if (args.fingerprint && args.fingerprint !== fingerprint) {
            machine.close();
            throw new Refusal("other-device", "other keys");
        }
        state.isRestored = args.isRestored === true;
        state.machine = machine;
        follow();
        const versions = lib.getVersions();
        return {
            fingerprint,
            senderKey: machine.identityKeys.curve25519.toBase64(),
            isNew: !wasThere,
            isRestored: state.isRestored,
            made: machine.deviceCreationTimeMs,
            version: `matrix-sdk-crypto ${versions.matrix_sdk_crypto}, vodozemac ${versions.vodozemac}`,
        };
    },
};
