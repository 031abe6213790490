// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contract/synchronizercontract.h"
#include "support/memorysynchronizer.h"

#include <QCborArray>
#include <QTest>

using namespace Kontor;

namespace
{
/// The in-memory server as a subject, with and without its vices.
class MemorySubject final : public ContractSubject
{
public:
    explicit MemorySubject(int pageSize, Lacks lacks)
        : m_lacks(lacks)
        , m_first(m_server.addFolder(QStringLiteral("First")))
        , m_second(m_server.addFolder(QStringLiteral("Second")))
    {
        m_server.pageSize = pageSize;
        m_server.keepsTombstones = pageSize == 0;
        m_server.tellsNewIds = !(lacks & Lack::NewIds);
    }

    Lacks lacks() const override
    {
        return m_lacks;
    }
    std::unique_ptr<Synchronizer> synchronizer() override
    {
        return std::make_unique<MemorySynchronizer>(&m_server);
    }
    QString first() const override
    {
        return m_first;
    }
    QString second() const override
    {
        return m_second;
    }
    void create(const QString &collection, const QString &word) override
    {
        m_server.addItem(collection, word, QStringLiteral("text"), bodyOf(word));
    }
    void markSeen(const QString &collection, const QString &word) override
    {
        m_server.changeFlags(collection, m_server.find(collection, word), {QStringLiteral("seen")}, {});
    }
    void remove(const QString &collection, const QString &word) override
    {
        m_server.removeItem(collection, m_server.find(collection, word));
    }
    QStringList listing(const QString &collection) override
    {
        QStringList words;
        for (const auto &item : std::as_const(m_server.folders[collection].items)) {
            words << wordOf(item.note.toPayload());
        }
        words.sort();
        return words;
    }
    void loseNextAnswer() override
    {
        m_server.failReply(1, MemoryServer::Strikes::AfterEffect, Error{.kind = Error::Kind::Timeout, .message = QStringLiteral("Lost."), .detail = {}});
    }
    QString wordOf(const QByteArray &payload) const override
    {
        const auto note = Note::fromPayload(payload);
        return note.flags.contains(QStringLiteral("seen")) ? note.uid + u'+' : note.uid;
    }
    QByteArray merge(const QByteArray &known, const QByteArray &partial) const override
    {
        return NoteProjector().merge(known, partial).value_or(known);
    }
    Change seenChange() const override
    {
        return Change{.kind = NoteChange::Flags, .arguments = {{QStringLiteral("add"), QCborArray{QStringLiteral("seen")}}}};
    }
    Change removalChange() const override
    {
        return Change{.kind = NoteChange::Remove};
    }
    Change moveChange(const QString &word) const override
    {
        return Change{.kind = NoteChange::Move, .arguments = {{QStringLiteral("uid"), word}}};
    }
    Change creationChange(const QString &word) const override
    {
        return Change{.kind = NoteChange::Create, .arguments = {{QStringLiteral("uid"), word}, {QStringLiteral("text"), QStringLiteral("text")}}};
    }
    Change conflictingChange() const override
    {
        return Change{.kind = NoteChange::Text, .arguments = {{QStringLiteral("text"), QStringLiteral("mine")}}};
    }
    QByteArray bodyOf(const QString &word) const override
    {
        return "The body of " + word.toUtf8();
    }

private:
    MemoryServer m_server;
    Lacks m_lacks;
    QString m_first;
    QString m_second;
};

int run(int pageSize, ContractSubject::Lacks lacks, int argc, char **argv)
{
    SynchronizerContract contract([=] {
        return std::make_unique<MemorySubject>(pageSize, lacks);
    });
    return QTest::qExec(&contract, argc, argv);
}
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    return run(0, {}, argc, argv) + run(7, {}, argc, argv) + run(0, ContractSubject::Lack::NewIds, argc, argv);
}
