// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// An OpenID Connect provider of npm oidc-provider. It signs people in for two servers: for a Synapse by single sign-on
// (an ordinary client), and for one with the Matrix OAuth API, for which it stands in as the authentication service
// (matrix.mjs).   node main.mjs SETTINGS.json
import crypto from 'node:crypto';
import fs from 'node:fs';
import https from 'node:https';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { forms } from './forms.mjs';
import { RESOURCE, introspection, matrixScopes, onlyMatrix } from './matrix.mjs';

const settings = JSON.parse(fs.readFileSync(process.argv[2]));
const modules = createRequire(path.join(process.env.KONTOR_NPM ?? '/opt/npm', 'workplace', 'any.js'));
const { Provider } = await import(pathToFileURL(modules.resolve('oidc-provider')));
const issuer = `https://localhost:${settings.port}/`;
const people = new Map(settings.people.map((person) => [person.login, person]));

// The keys stay over restarts, so that what was signed stays good.
if (!fs.existsSync(settings.keys)) {
    const made = crypto.generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
    fs.writeFileSync(settings.keys, JSON.stringify({ keys: [{ ...made, use: 'sig', alg: 'RS256', kid: 'kontor' }] }), { mode: 0o600 });
}

const provider = new Provider(issuer, {
    jwks: JSON.parse(fs.readFileSync(settings.keys)),
    clients: [{
        client_id: 'synapse', client_secret: settings.synapse.secret, redirect_uris: [settings.synapse.redirect],
        grant_types: ['authorization_code'], response_types: ['code'], token_endpoint_auth_method: 'client_secret_basic',
    }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'preferred_username'] },
    scopes: ['openid', 'offline_access', 'email', 'profile'],
    cookies: { keys: ['kontor'] },
    findAccount: async (context, id) => people.has(id) && {
        accountId: id,
        claims: async () => ({ sub: id, preferred_username: id, name: people.get(id).name, email: `${id}@${settings.domain}`, email_verified: true }),
    },
    pkce: { required: (context, client) => client.tokenEndpointAuthMethod === 'none' },
    rotateRefreshToken: true,
    issueRefreshToken: async (context, client) => client.grantTypeAllowed('refresh_token'),
    ttl: { AccessToken: settings.lifetime, RefreshToken: 86400, Session: 86400, Grant: 86400, Interaction: 3600, IdToken: 3600, DeviceCode: 600 },
    features: {
        devInteractions: { enabled: false },
        deviceFlow: { enabled: true },
        revocation: { enabled: true },
        registration: { enabled: true },
        resourceIndicators: {
            enabled: true, defaultResource: () => RESOURCE, useGrantedResource: () => true,
            getResourceServerInfo: (context) => ({ scope: ['openid email profile', ...matrixScopes(context.oidc)].join(' '), audience: RESOURCE, accessTokenFormat: 'opaque',
                accessTokenTTL: settings.lifetime }),
        },
    },
    // Who is signed in has agreed: there is nobody here to ask twice.
    loadExistingGrant: async ({ oidc }) => {
        const known = oidc.result?.consent?.grantId ?? oidc.session.grantIdFor(oidc.client.clientId);
        const grant = (known && await oidc.provider.Grant.find(known)) || new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
        grant.addOIDCScope('openid email profile offline_access');
        grant.addResourceScope(RESOURCE, ['openid email profile', ...onlyMatrix(oidc.params?.scope)].join(' '));
        await grant.save();
        return grant;
    },
    interactions: { url: (context, interaction) => `/interaction/${interaction.uid}` },
    discovery: { account_management_uri: `${issuer}account` },
    renderError: async (context, out) => {
        context.type = 'html';
        context.body = `<!doctype html><title>Fehler</title><h1>${out.error}</h1>`;
    },
});
provider.use(introspection(provider, settings));
provider.use(forms(provider, settings, people));
for (const name of ['server_error', 'grant.error', 'authorization.error', 'registration_create.error']) {
    provider.on(name, (context, error) => console.error(name, error.message, error.error_description ?? ''));
}
https.createServer({ cert: fs.readFileSync(settings.certificate), key: fs.readFileSync(settings.key) }, provider.callback()).listen(settings.port, '127.0.0.1');
