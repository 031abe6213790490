// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contract/synchronizercontract.h"
#include "groupware/contenttext.h"
#include "groupware/davchange.h"
#include "groupware/davfixture.h"
#include "groupware/propertyedit.h"

#include <QCborArray>
#include <QTest>
#include <QUuid>

using namespace Kontor;

namespace
{
/// A real DAV server as a subject of the contract; each test has two collections of its own.
class DavSubject final : public ContractSubject
{
public:
    DavSubject(const Workplace &workplace, const QString &server, const DavKind &kind)
        : m_fixture(workplace, server, kind)
        , m_first(m_fixture.newCollection())
        , m_second(m_fixture.newCollection())
    {
    }

    std::unique_ptr<Synchronizer> synchronizer() override
    {
        return m_fixture.synchronizer({.page = 10, .batch = 4}); // so that there are several of each
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
        m_fixture.put(collection, word + m_fixture.kind.suffix, m_fixture.object(uidOf(word), word));
    }
    void markSeen(const QString &collection, const QString &word) override
    {
        m_fixture.put(collection, word + m_fixture.kind.suffix, m_fixture.object(uidOf(word), word, "CATEGORIES:SEEN\r\n"));
    }
    void remove(const QString &collection, const QString &word) override
    {
        m_fixture.remove(collection + word + m_fixture.kind.suffix);
    }
    QStringList listing(const QString &collection) override
    {
        QStringList words;
        for (const auto objects = m_fixture.objects(collection); const auto &bytes : objects) {
            words << wordOf(bytes);
        }
        words.sort();
        return words;
    }
    void loseNextAnswer() override
    {
        m_fixture.proxy->loseNextAnswer();
    }
    QString wordOf(const QByteArray &payload) const override
    {
        const auto text = ContentText::parse(payload);
        const auto calendars = text.root.components("VCALENDAR");
        const auto cards = calendars.isEmpty() ? text.root.components("VCARD") : calendars.first()->components("VEVENT");
        if (cards.isEmpty()) {
            return {};
        }
        const auto word = QString::fromUtf8(cards.first()->value(calendars.isEmpty() ? "FN" : "SUMMARY"));
        return cards.first()->value("CATEGORIES") == "SEEN" ? QString(word + u'+') : word;
    }
    QByteArray merge(const QByteArray &, const QByteArray &partial) const override
    {
        return partial;
    }
    Change seenChange() const override
    {
        const auto apple = QStringLiteral("apple");
        const auto edits = editsBetween(m_fixture.object(uidOf(apple), apple), m_fixture.object(uidOf(apple), apple, "CATEGORIES:SEEN\r\n"));
        Change change;
        change.kind = DavChange::Edit;
        change.arguments = {{QStringLiteral("edits"), toCbor(edits)}};
        return change;
    }
    Change removalChange() const override
    {
        Change change;
        change.kind = DavChange::Delete;
        return change;
    }
    Change moveChange(const QString &) const override
    {
        Change change;
        change.kind = DavChange::Move;
        return change;
    }
    Change creationChange(const QString &word) const override
    {
        Change change;
        change.kind = DavChange::Create;
        change.arguments = {{QStringLiteral("data"), m_fixture.object(uidOf(word), word)}, {QStringLiteral("name"), QString(word + m_fixture.kind.suffix)}};
        return change;
    }
    Change conflictingChange() const override
    {
        return removalChange();
    }
    QByteArray bodyOf(const QString &word) const override
    {
        return (m_fixture.kind.isCalendar() ? "SUMMARY:" : "FN:") + word.toUtf8();
    }

private:
    QString uidOf(const QString &word) const
    {
        return word + u'-' + m_serial;
    }

    mutable DavFixture m_fixture;
    QString m_serial = QUuid::createUuid().toString(QUuid::WithoutBraces);
    QString m_first;
    QString m_second;
};

int run(const QString &server, int argc, char **argv)
{
    const Workplace workplace(DavFixture::startOf(server));
    if (!workplace.isRunning()) {
        qWarning() << workplace.error();
        return 1;
    }
    int failed = 0;
    for (const auto &kind : {DavSynchronizer::calendars(), DavSynchronizer::contacts()}) {
        qInfo() << server << kind.contentType;
        SynchronizerContract contract([&workplace, &server, &kind] { return std::make_unique<DavSubject>(workplace, server, kind); });
        failed += QTest::qExec(&contract, argc, argv);
    }
    return failed;
}
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    int failed = 0;
    for (const auto *const server : {"radicale", "xandikos", "cyrus"}) {
        const auto only = qEnvironmentVariable("KONTOR_DAV_SERVER");
        if (only.isEmpty() || only == QLatin1StringView(server)) {
            failed += run(QString::fromLatin1(server), argc, argv);
        }
    }
    return failed;
}
