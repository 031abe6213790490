// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "profile.h"
#include "sync/changerows.h"

#include <KLocalizedString>
#include <QJsonArray>

namespace Kontor
{
namespace
{
QString stateName(ChangeState state)
{
    switch (state) {
    case ChangeState::Waiting:
        return QStringLiteral("waiting");
    case ChangeState::InFlight:
        return QStringLiteral("inFlight");
    case ChangeState::Uncertain:
        return QStringLiteral("uncertain");
    case ChangeState::Parked:
        return QStringLiteral("parked");
    }
    return {};
}

QString stateText(ChangeState state)
{
    switch (state) {
    case ChangeState::Waiting:
        return i18nc("@info:shell state of a change", "waiting");
    case ChangeState::InFlight:
        return i18nc("@info:shell state of a change", "under way");
    case ChangeState::Uncertain:
        return i18nc("@info:shell state of a change", "perhaps carried out");
    case ChangeState::Parked:
        return i18nc("@info:shell state of a change", "refused");
    }
    return {};
}
}

ExitCode listOutbox(const Invocation &invocation, Report &report)
{
    auto profile = Profile::open(invocation, Profile::Use::Read);
    if (!profile) {
        return report.fail(profile.error());
    }
    auto changes = (*profile)->read([](const Reader &reader) -> Result<QList<Change>> {
        QList<Change> changes;
        auto read = reader.prepare("SELECT " KONTOR_CHANGE_COLUMNS " FROM change c ORDER BY c.id").each([&changes](const Statement &row) {
            changes << ChangeRows::read(row);
        });
        if (!read) {
            return std::unexpected(read.error());
        }
        return changes;
    });
    if (!changes) {
        return report.fail(changes.error());
    }
    QJsonArray list;
    for (const auto &change : std::as_const(*changes)) {
        report.line(QStringLiteral("%1  %2  %3  %4").arg(QString::number(change.id.value), change.kind, stateText(change.state), change.error.message).trimmed());
        QJsonObject object{{QStringLiteral("number"), change.id.value},
                           {QStringLiteral("kind"), change.kind},
                           {QStringLiteral("state"), stateName(change.state)},
                           {QStringLiteral("created"), change.created.toUTC().toString(Qt::ISODate)},
                           {QStringLiteral("attempts"), change.attempts}};
        if (change.notBefore.isValid()) {
            object.insert(QStringLiteral("notBefore"), change.notBefore.toUTC().toString(Qt::ISODate));
        }
        if (!change.error.message.isEmpty()) {
            object.insert(QStringLiteral("error"), Report::toJson(change.error));
        }
        list << object;
    }
    if (changes->isEmpty()) {
        report.line(i18nc("@info:shell", "The outbox is empty."));
    }
    report.set(QStringLiteral("changes"), list);
    return ExitCode::Ok;
}

ExitCode settleChange(const Invocation &invocation, Report &report)
{
    bool isNumber = false;
    const ChangeId change{invocation.words.value(1).toLongLong(&isNumber)};
    if (!isNumber || invocation.words.size() != 2) {
        return report.usage(i18nc("@info:shell", "Please name the number of one change; kontorctl outbox list shows them."));
    }
    auto profile = Profile::open(invocation, Profile::Use::Write);
    if (!profile) {
        return report.fail(profile.error());
    }
    auto state = (*profile)->read([change](const Reader &reader) {
        return reader.prepare("SELECT state FROM change WHERE id = ?1").value<int>(change);
    });
    if (!state) {
        return report.fail(state.error());
    }
    if (!*state) {
        return report.fail(Error{.kind = Error::Kind::NotFound, .message = i18nc("@info:shell", "There is no change %1.", change.value), .detail = {}});
    }
    const auto outbox = (*profile)->outbox();
    const bool isRetry = invocation.words.first() == u"retry";
    auto done = await(isRetry ? outbox->retry(change) : outbox->discard(change));
    if (!done) {
        return report.fail(done.error());
    }
    report.line(isRetry ? i18nc("@info:shell", "Change %1 will be tried again.", change.value) : i18nc("@info:shell", "Change %1 was dropped.", change.value));
    report.set(QStringLiteral("number"), change.value);
    return ExitCode::Ok;
}

}
