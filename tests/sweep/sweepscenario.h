// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/syncfixture.h"
#include "support/waiting.h"

namespace Kontor
{

/// The story that the sweeps interrupt everywhere: the user edits offline, somebody else does so
/// too, both meet. Each step may fail; nothing that was accepted may be lost or done twice.
class SweepScenario
{
public:
    explicit SweepScenario(SyncFixture &fixture)
        : f(fixture)
    {
    }

    /// Before any fault: two folders and five notes, in step.
    void begin()
    {
        m_inbox = f.server.addFolder(QStringLiteral("Inbox"), QStringLiteral("inbox"));
        m_archive = f.server.addFolder(QStringLiteral("Archive"));
        for (const auto &uid : {"flag", "text", "move", "remove", "theirs"}) {
            f.server.addItem(m_inbox, QLatin1StringView(uid), QStringLiteral("old"), "body");
        }
        f.server.pageSize = 2;
        if (auto done = f.round(); !done) {
            qFatal("the beginning fails: %s", qPrintable(done.error().message));
        }
        f.stopEngine();
    }

    /// The user, offline.
    void edit()
    {
        m_flagged = f.addFlag(QStringLiteral("flag"), QStringLiteral("seen")).has_value();
        m_rewritten = f.setText(QStringLiteral("text"), QStringLiteral("mine")).has_value();
        m_moved = f.move(QStringLiteral("move"), QStringLiteral("Archive")).has_value();
        m_removed = f.remove(QStringLiteral("remove")).has_value();
        m_created = f.create(QStringLiteral("Inbox"), QStringLiteral("new"), QStringLiteral("draft")).has_value();
        m_movedNew = m_created && f.move(QStringLiteral("new"), QStringLiteral("Archive")).has_value();
    }

    /// Somebody else, meanwhile.
    void meanwhile()
    {
        f.server.changeFlags(m_inbox, f.server.find(m_inbox, QStringLiteral("text")), {QStringLiteral("answered")}, {});
        f.server.moveItem(m_inbox, f.server.find(m_inbox, QStringLiteral("theirs")), m_archive);
        f.server.addItem(m_archive, QStringLiteral("news"), QStringLiteral("hello"), "body");
    }

    /// What must be there in the end, if those edits were accepted that said so.
    QStringList expected() const
    {
        QStringList lines{QStringLiteral("Archive/news hello []"), QStringLiteral("Archive/theirs old []")};
        lines << (m_flagged ? QStringLiteral("Inbox/flag old [seen]") : QStringLiteral("Inbox/flag old []"));
        lines << (m_rewritten ? QStringLiteral("Inbox/text mine [answered]") : QStringLiteral("Inbox/text old [answered]"));
        lines << (m_moved ? QStringLiteral("Archive/move old []") : QStringLiteral("Inbox/move old []"));
        if (!m_removed) {
            lines << QStringLiteral("Inbox/remove old []");
        }
        if (m_created) {
            lines << (m_movedNew ? QStringLiteral("Archive/new draft []") : QStringLiteral("Inbox/new draft []"));
        }
        lines.sort();
        return lines;
    }

private:
    SyncFixture &f;
    QString m_inbox;
    QString m_archive;
    bool m_flagged = false;
    bool m_rewritten = false;
    bool m_moved = false;
    bool m_removed = false;
    bool m_created = false;
    bool m_movedNew = false;
};

}
