// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a Synapse without accounts of its own asks of its authentication service: whose a token is. It hears of a person
// and of a device when their first token is shown.
export const RESOURCE = 'urn:kontor:matrix';
const DEVICE = /^urn:matrix:(?:client|org\.matrix\.msc2967\.client):device:(\S+)$/;

export const onlyMatrix = (scope) => (scope ?? '').split(' ').filter((part) => part.startsWith('urn:matrix:'));

export function matrixScopes(oidc) {
    const { AuthorizationCode, RefreshToken, DeviceCode } = oidc.entities;
    return [...new Set([oidc.params?.scope, AuthorizationCode?.scope, RefreshToken?.scope, DeviceCode?.scope].flatMap(onlyMatrix))];
}

export function introspection(provider, settings) {
    const known = new Set();
    const tell = async (command, body) => {
        const answer = await fetch(`${settings.oauth.url}/_synapse/mas/${command}`, {
            method: 'POST', headers: { Authorization: `Bearer ${settings.oauth.secret}`, 'Content-Type': 'application/json' }, body: JSON.stringify(body),
        });
        if (!answer.ok) console.error(command, answer.status, await answer.text());
    };
    return async (context, next) => {
        if (context.path !== '/oauth2/introspect') return next();
        if (context.get('authorization') !== `Bearer ${settings.oauth.secret}`) {
            context.status = 401;
            return undefined;
        }
        let text = '';
        for await (const part of context.req) text += part;
        const token = await provider.AccessToken.find(new URLSearchParams(text).get('token') ?? '');
        if (!token) {
            context.body = { active: false };
            return undefined;
        }
        const device = token.scope?.split(' ').map((part) => DEVICE.exec(part)?.[1]).find(Boolean);
        const seen = `${token.accountId} ${device}`;
        if (!known.has(seen)) {
            known.add(seen);
            const person = settings.people.find(({ login }) => login === token.accountId);
            await tell('provision_user', { localpart: token.accountId, set_displayname: person.name });
            if (device) await tell('upsert_device', { localpart: token.accountId, device_id: device });
        }
        context.body = { active: true, scope: token.scope, username: token.accountId, sub: token.accountId, client_id: token.clientId, expires_in: token.remainingTTL, device_id: device };
        return undefined;
    };
}
