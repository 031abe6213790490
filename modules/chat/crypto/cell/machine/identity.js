// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Our own identity (cross-signing), the key backup, and key files.
import { forgetSecrets } from "/events.js";
import { deviceOf } from "/people.js";
import { Refusal, passOn, request, roomId, signingKeysRequest, state } from "/state.js";

const backupAlgorithm = "m.megolm_backup.v1.curve25519-aes-sha2";
const rounds = 200000; // of a key file's passphrase
const pieces = 200; // sessions imported at once, so that others get their turn

function conflict(error) {
    passOn(error);
    throw new Refusal("conflict", String(error?.message ?? error));
}

// ---------------------------------------------------------------- cross-signing

async function signingStatus() {
    const { machine } = state;
    const status = await machine.crossSigningStatus();
    const identity = await machine.getIdentity(machine.userId);
    return {
        hasMaster: status.hasMaster,
        hasSelfSigning: status.hasSelfSigning,
        hasUserSigning: status.hasUserSigning,
        isIdentityKnown: identity !== undefined,
        isIdentityVerified: identity?.isVerified() ?? false,
        isDeviceSigned: identity ? await identity.trustsOurOwnDevice() : false,
    };
}

async function bootstrapSigning({ isReset }) {
    const made = await state.machine.bootstrapCrossSigning(isReset).catch(conflict);
    return {
        deviceKeys: made.uploadKeysRequest ? request(made.uploadKeysRequest) : null,
        signingKeys: signingKeysRequest(made.uploadSigningKeysRequest),
        signatures: request(made.uploadSignaturesRequest),
    };
}

async function importSigningKeys({ master, selfSigning, userSigning }) {
    await state.machine.importCrossSigningKeys(master || undefined, selfSigning || undefined, userSigning || undefined).catch(conflict);
    return signingStatus();
}

async function exportSigningKeys() {
    const keys = await state.machine.exportCrossSigningKeys();
    return keys ? { master: keys.masterKey ?? "", selfSigning: keys.self_signing_key ?? "", userSigning: keys.userSigningKey ?? "" } : null;
}

async function signOwnDevice() {
    const { machine } = state;
    const device = await deviceOf(machine.userId.toString(), machine.deviceId.toString());
    return request(await device.verify().catch(conflict));
}

// ---------------------------------------------------------------- backup

function keyFrom(base64) {
    try {
        return state.lib.BackupDecryptionKey.fromBase64(base64);
    } catch (error) {
        passOn(error);
        throw new Refusal("protocol", "no such key");
    }
}

async function newBackup() {
    const key = state.lib.BackupDecryptionKey.createRandomKey();
    const publicKey = key.megolmV1PublicKey.publicKeyBase64;
    const signatures = await state.machine.sign(JSON.stringify({ public_key: publicKey }));
    const data = { public_key: publicKey, signatures: JSON.parse(signatures.asJSON()) };
    return { key: key.toBase64(), publicKey, body: JSON.stringify({ algorithm: backupAlgorithm, auth_data: data }) };
}

async function saveBackupKey({ key, version, info }) {
    const made = keyFrom(key);
    if (info?.algorithm !== backupAlgorithm || made.megolmV1PublicKey.publicKeyBase64 !== info?.auth_data?.public_key) {
        throw new Refusal("conflict", "the key of another backup");
    }
    await state.machine.saveBackupDecryptionKey(made, version);
    await forgetSecrets();
}

async function backupStatus() {
    const { machine } = state;
    const keys = await machine.getBackupKeys();
    const counts = await machine.roomKeyCounts();
    const key = keys.decryptionKey;
    return {
        isEnabled: await machine.isBackupEnabled(),
        hasKey: key !== undefined,
        version: keys.backupVersion ?? "",
        publicKey: key?.megolmV1PublicKey.publicKeyBase64 ?? "",
        backedUp: counts.backedUp,
        total: counts.total,
    };
}

async function trustOfBackup({ info }) {
    const { machine } = state;
    const key = (await machine.getBackupKeys()).decryptionKey;
    const ours = key?.megolmV1PublicKey.publicKeyBase64;
    const isOurKey = ours !== undefined && info?.auth_data?.public_key === ours;
    if (info?.algorithm !== backupAlgorithm) return { isSigned: false, isOurKey: false };
    try {
        return { isSigned: (await machine.verifyBackup(info)).trusted(), isOurKey };
    } catch (error) {
        passOn(error);
        return { isSigned: false, isOurKey };
    }
}

function openSession(key, session) {
    const data = session?.session_data ?? session;
    const { ephemeral, mac, ciphertext } = data ?? {};
    return JSON.parse(key.decryptV1(String(ephemeral), String(mac), String(ciphertext)));
}

async function importBackup({ version, keys }) {
    const { lib, machine } = state;
    const key = (await machine.getBackupKeys()).decryptionKey;
    if (!key) throw new Refusal("conflict", "no key of a backup");
    const sum = { total: 0, imported: 0, damaged: 0 };
    const found = [];
    for (const [room, { sessions = {} }] of Object.entries(keys?.rooms ?? {})) {
        for (const [id, session] of Object.entries(sessions)) {
            ++sum.total;
            try {
                new lib.RoomId(room).free();
                found.push([room, id, openSession(key, session)]);
            } catch (error) {
                passOn(error);
                ++sum.damaged;
            }
        }
    }
    for (let at = 0; at < found.length; at += pieces) {
        const rooms = new Map();
        for (const [room, id, session] of found.slice(at, at + pieces)) {
            if (!rooms.has(room)) rooms.set(room, [roomId(room), new Map()]);
            rooms.get(room)[1].set(id, session);
        }
        const result = await machine.importBackedUpRoomKeys(new Map(rooms.values()), undefined, version);
        sum.imported += result.importedCount;
    }
    return sum;
}

// ---------------------------------------------------------------- key files

async function importKeys({ file, passphrase }) {
    let keys;
    try {
        keys = state.lib.OlmMachine.decryptExportedRoomKeys(file, passphrase);
    } catch (error) {
        passOn(error);
        const text = String(error?.message ?? error);
        throw new Refusal(/mac|authentication/i.test(text) ? "passphrase" : "protocol", text);
    }
    const result = await state.machine.importExportedRoomKeys(keys, () => {});
    return { total: result.totalCount, imported: result.importedCount, damaged: 0 };
}

export const calls = {
    signingStatus,
    bootstrapSigning,
    importSigningKeys,
    exportSigningKeys,
    signOwnDevice,
    requestSecrets: () => state.machine.requestMissingSecretsIfNeeded(),
    newBackup,
    saveBackupKey,
    backupKey: async () => (await state.machine.getBackupKeys()).decryptionKey?.toBase64() ?? null,
    enableBackup: ({ publicKey, version }) => state.machine.enableBackupV1(publicKey, version),
    disableBackup: () => state.machine.disableBackup(),
    async nextBackup() {
        const next = await state.machine.backupRoomKeys();
        return next ? request(next) : null;
    },
    backupStatus,
    trustOfBackup,
    importBackup,
    async proveBackup({ key, session }) {
        try {
            openSession(keyFrom(key), session);
        } catch (error) {
            conflict(error);
        }
    },
    async exportKeys({ passphrase }) {
        const keys = await state.machine.exportRoomKeys(() => true);
        return state.lib.OlmMachine.encryptExportedRoomKeys(keys, passphrase, rounds);
    },
    importKeys,
};
