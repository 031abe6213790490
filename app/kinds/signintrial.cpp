// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/kinds/signintrial.h"

#include "app/kinds/enginekind.h"

namespace Kontor
{
namespace
{
void tryNext(const Account &account, const QStringList &kinds, QObject *context, const SignInTrial::Done &done)
{
    if (kinds.isEmpty()) {
        done({});
        return;
    }
    const auto *kind = EngineKind::find(kinds.first());
    if (!kind || !kind->check) {
        tryNext(account, kinds.sliced(1), context, done);
        return;
    }
    QCoro::connect(kind->check(account), context, [account, kinds, context, done](const Result<void> &outcome) {
        if (outcome) {
            tryNext(account, kinds.sliced(1), context, done);
        } else {
            done(outcome);
        }
    });
}
}

void SignInTrial::run(const Account &account, QObject *context, const Done &done)
{
    tryNext(account, account.resourceKinds(), context, done);
}

}
