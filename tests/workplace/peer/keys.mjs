// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the foreign client does about keys: devices, verification, cross-signing, backup.
import { until } from './session.mjs';

const PHASES = ['', 'unsent', 'requested', 'ready', 'started', 'cancelled', 'done'];

const permission = (session) => async (ask) => ask({ type: 'm.login.password', identifier: { type: 'm.id.user', user: session.client.getUserId() }, password: session.password });

// Cross-signing, secret storage and key backup as for a new account; with reset anew, whatever was there. Yields the recovery key.
async function setUp(session, order) {
    await session.crypto.bootstrapCrossSigning({ setupNewCrossSigning: order.reset ?? true, authUploadDeviceSigningKeys: permission(session) });
    if (order.backup === false) return {};
    let made;
    await session.crypto.bootstrapSecretStorage({
        setupNewSecretStorage: true, setupNewKeyBackup: true,
        createSecretStorageKey: async () => { made = await session.crypto.createRecoveryKeyFromPassphrase(order.passphrase); return made; },
    });
    await session.crypto.checkKeyBackupAndEnable();
    return { recoveryKey: made.encodedPrivateKey };
}

// A further device takes what the recovery key opens: the identity and the backup.
async function restore(session, order) {
    session.useRecoveryKey(order.recoveryKey);
    await session.crypto.getUserDeviceInfo([session.client.getUserId()], true);         // the public half has to be known first
    await until(() => session.crypto.userHasCrossSigningKeys(session.client.getUserId(), true), 10, 'the identity');
    await session.crypto.bootstrapCrossSigning({ authUploadDeviceSigningKeys: permission(session) });
    await session.crypto.loadSessionBackupPrivateKeyFromSecretStorage();
    await session.crypto.checkKeyBackupAndEnable();
    const { imported, total } = await session.crypto.restoreKeyBackup();
    return { imported, total };
}

async function devices(session, order) {
    const user = order.user ?? session.client.getUserId();
    const known = (await session.crypto.getUserDeviceInfo([user], true)).get(user) ?? new Map();
    const status = await session.crypto.getUserVerificationStatus(user);
    const found = [];
    for (const device of known.values()) {
        const trust = await session.crypto.getDeviceVerificationStatus(user, device.deviceId);
        found.push({ id: device.deviceId, name: device.displayName ?? '', ed25519: device.getFingerprint() ?? '', verified: trust?.isVerified() ?? false,
            signedByOwner: trust?.signedByOwner ?? false, crossSigned: trust?.crossSigningVerified ?? false, local: trust?.localVerified ?? false });
    }
    return { user, devices: found, verified: status.isVerified(), wasVerified: status.wasCrossSigningVerified(), needsApproval: status.needsUserApproval,
        masterKey: await session.crypto.userHasCrossSigningKeys(user, true) };
}

async function verify(session, order) {
    const request = order.room ? await session.crypto.requestVerificationDM(order.user, order.room)
        : order.device ? await session.crypto.requestDeviceVerification(order.user ?? session.client.getUserId(), order.device)
            : await session.crypto.requestOwnUserVerification();
    return { verification: session.follow(request) };
}

function entry(session, order) {
    const found = order.verification === undefined ? session.requests.at(-1) : session.requests[order.verification];
    if (!found) throw new Error(`${session.name} knows no such verification`);
    return found;
}

function verification(session, order) {
    const { request, sas, done, error } = entry(session, order);
    return {
        verification: session.requests.indexOf(entry(session, order)), phase: PHASES[request.phase] ?? String(request.phase), user: request.otherUserId, device: request.otherDeviceId ?? '',
        mine: request.initiatedByMe, self: request.isSelfVerification, transaction: request.transactionId ?? '', emoji: (sas?.sas.emoji ?? []).map(([emoji, name]) => ({ emoji, name })),
        decimals: sas?.sas.decimal ?? [], done, cancelled: request.cancellationCode ?? '', cancelledBy: request.cancellingUserId ?? '', error,
    };
}

// The library remembers how many keys are in it, so the server is asked.
async function backup(session) {
    const info = await session.client.http.authedRequest('GET', '/room_keys/version').catch((error) => { if (error.errcode !== 'M_NOT_FOUND') throw error; });
    return { version: info?.version ?? '', active: (await session.crypto.getActiveSessionBackupVersion()) ?? '', count: info?.count ?? 0, trusted: info ? (await session.crypto.isKeyBackupTrusted(info)).trusted : false };
}

export const commands = {
    setUp, restore, devices, verify, verification, backup,
    waitBackup: (session, order) => until(async () => {
        const now = await backup(session);
        return now.count >= order.count ? now : null;
    }, order.seconds ?? 20, `${order.count} keys in the backup`),
    // {verification?, phase?, emoji: true?}: until it is there, or one of the ends is reached
    waitVerification: (session, order) => until(() => {
        if (order.verification === undefined && !session.requests.length) return null;
        const now = verification(session, order);
        const isThere = (order.phase === undefined || now.phase === order.phase) && (!order.emoji || now.emoji.length);
        if (!isThere && ['cancelled', 'done'].includes(now.phase)) throw new Error(`the verification is ${now.phase} ${now.cancelled} ${now.error}`);
        return isThere ? now : null;
    }, order.seconds ?? 20, `a verification like ${JSON.stringify(order)}`),
    accept: async (session, order) => { await entry(session, order).request.accept(); },
    startEmoji: async (session, order) => { await entry(session, order).request.startVerification('m.sas.v1'); },
    confirm: async (session, order) => { await entry(session, order).sas.confirm(); },
    mismatch: (session, order) => { entry(session, order).sas.mismatch(); },
    cancel: async (session, order) => { await entry(session, order).request.cancel(); },
    rotate: async (session, order) => { await session.crypto.forceDiscardSession(order.room); },
    // Gives keys only to devices their owner has verified; others see why they cannot read.
    onlyVerified: (session, order) => { session.crypto.globalBlacklistUnverifiedDevices = order.on ?? true; },
    resetIdentity: async (session) => { await session.crypto.resetEncryption(permission(session)); },
    acceptIdentity: async (session, order) => { await session.crypto.pinCurrentUserIdentity(order.user); },
    exportKeys: async (session) => ({ keys: JSON.parse(await session.crypto.exportRoomKeysAsJson()) }),
    importKeys: async (session, order) => { await session.crypto.importRoomKeysAsJson(JSON.stringify(order.keys)); },
    identity: async (session) => ({ ...(await session.crypto.getOwnDeviceKeys()), ready: await session.crypto.isCrossSigningReady(), stored: await session.crypto.isSecretStorageReady() }),
};
