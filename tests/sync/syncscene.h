// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/syncfixture.h"
#include "support/waiting.h"

#include <QCborArray>

namespace Kontor
{

/// Two folders with two notes, and one resource that is kept in step with them.
class SyncScene : public QObject
{
protected:
    using Strikes = MemoryServer::Strikes;

    void begin()
    {
        f = std::make_unique<SyncFixture>();
        inbox = f->server.addFolder(QStringLiteral("Inbox"), QStringLiteral("inbox"));
        archive = f->server.addFolder(QStringLiteral("Archive"));
        a = f->server.addItem(inbox, QStringLiteral("a"), QStringLiteral("one"), "body of a");
        b = f->server.addItem(inbox, QStringLiteral("b"), QStringLiteral("two"), "body of b");
    }

    void verifySame()
    {
        QCOMPARE(f->listing(), f->server.listing());
        QCOMPARE(f->payloads(), f->server.listing());
        QVERIFY(f->changes().isEmpty());
        QCOMPARE(f->number("SELECT count(*) FROM item"), f->server.listing().size());
        QCOMPARE(f->number("SELECT count(*) FROM item WHERE remote_id IS NULL"), 0);
    }

    int calls(const QString &call) const
    {
        return int(f->server.calls.count(call));
    }

    static Error error(Error::Kind kind)
    {
        return Error{.kind = kind, .message = QStringLiteral("The server says: ") + kindName(kind), .detail = {}};
    }

    Result<void> execute(const char *sql)
    {
        return waitedFor((*f->store)->write([sql](Transaction &transaction) {
            return transaction.prepare(sql).run();
        }));
    }

    std::unique_ptr<SyncFixture> f;
    QString inbox;
    QString archive;
    QString a;
    QString b;
};

inline QString operator""_s(const char16_t *text, size_t size)
{
    return QString(reinterpret_cast<const QChar *>(text), qsizetype(size));
}

}
