// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The page on which one signs in: two fields and a button. With settings.auto nobody is asked.
const PAGE = (hint, error) => `<!doctype html>
<html lang="de"><title>Bundesamt für Beispielwesen – Anmelden</title>
<style>body { font: 16px sans-serif; max-width: 20em; margin: 4em auto } label, input, button { display: block; width: 100%; margin: .3em 0 }</style>
<h1>Anmelden</h1>${error ? '<p id="error" role="alert">Der Name oder das Passwort ist falsch.</p>' : ''}
<form method="post"><label for="login">Name</label><input id="login" name="login" value="${hint}" autofocus>
<label for="password">Passwort</label><input id="password" name="password" type="password"><button>Anmelden</button></form></html>`;

const localName = (text) => (text ?? '').replace(/^@/, '').replace(/[@:].*$/, '').replace(/[^\w.-]/g, '');

export function forms(provider, settings, people) {
    return async (context, next) => {
        if (!context.path.startsWith('/interaction/')) return next();
        const { params, prompt } = await provider.interactionDetails(context.req, context.res);
        if (prompt.name === 'consent') {            // signed in already, and the program is one on this machine
            context.respond = false;
            return provider.interactionFinished(context.req, context.res, { consent: {} }, { mergeWithLastSubmission: true });
        }
        const hint = localName(params.login_hint);
        let login = settings.auto ? (people.has(hint) ? hint : settings.auto) : '';
        if (!login && context.method === 'POST') {
            let text = '';
            for await (const part of context.req) text += part;
            const form = new URLSearchParams(text), name = localName(form.get('login'));
            if (people.get(name)?.password === form.get('password')) login = name;
        }
        if (login) {
            context.respond = false;
            return provider.interactionFinished(context.req, context.res, { login: { accountId: login }, consent: {} }, { mergeWithLastSubmission: false });
        }
        context.status = context.method === 'POST' ? 401 : 200;
        context.type = 'html';
        context.body = PAGE(hint, context.method === 'POST');
        return undefined;
    };
}
