// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/protocol/bodystructure.h"
#include "mail/protocol/imapmailboxname.h"
#include "mail/protocol/imapsession.h"
#include "mail/protocol/smtpsession.h"
#include "support/waiting.h"
#include "support/workplace.h"

#include <QElapsedTimer>
#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// The engines against Dovecot, Exim and Cyrus, each test once per IMAP server.
class RealMailServersTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<Workplace> m_workplace;
    TlsPolicy m_tls;
    int m_mailboxes = 0;

    static void servers()
    {
        QTest::addColumn<QString>("service");
        QTest::newRow("Dovecot") << u"imap"_s;
        QTest::newRow("Cyrus") << u"cyrus.imap"_s;
    }

    Credential credential(int user = 0) const
    {
        const auto person = m_workplace->user(user);
        return {.user = person.user, .secret = person.password};
    }

    std::unique_ptr<ImapSession> session(const QString &service) const
    {
        ImapSession::Settings settings;
        settings.tls = m_tls;
        auto session = std::make_unique<ImapSession>(settings);
        const auto opened = waitFor(session->open(m_workplace->service(service)));
        const auto signedIn = opened ? waitFor(session->signIn(credential())) : opened;
        if (!signedIn) {
            qWarning("%s", qPrintable(signedIn.error().message + u' ' + signedIn.error().detail));
            return nullptr;
        }
        waitFor(session->enable({"QRESYNC"}));
        return session;
    }

    // A new mailbox with \p count small messages.
    QByteArray filled(ImapSession &session, int count)
    {
        const auto spaces = waitFor(session.namespaces());
        const QByteArray prefix = spaces && !spaces->personal.isEmpty() ? spaces->personal.first().prefix : QByteArray();
        const QByteArray name = prefix + ImapMailboxName::encode(u"Prüfung %1"_s.arg(++m_mailboxes));
        if (!waitFor(session.create(name))) {
            return {};
        }
        std::vector<Task<Result<ImapAppended>>> appending;
        for (int i = 0; i < count; ++i) {
            const QByteArray message = "From: anna@example.org\r\nSubject: Nachricht " + QByteArray::number(i) + "\r\nMessage-ID: <" + QByteArray::number(i)
                + "@example.org>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nM\xc3\xbcll " + QByteArray::number(i) + "\r\n";
            appending.push_back(session.append(name, {"\\Seen"}, QDateTime::currentDateTime(), ImapSource::fromBytes(message)));
        }
        for (auto &task : appending) {
            if (!waitFor(std::move(task))) {
                return {};
            }
        }
        return name;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_workplace = std::make_unique<Workplace>(QStringList{u"dovecot"_s, u"exim"_s, u"cyrus"_s});
        QVERIFY2(m_workplace->isRunning(), qPrintable(m_workplace->error()));
        m_tls.addAuthorities(*TlsPolicy::readAuthorities(m_workplace->certificate()));
    }

    void cleanupTestCase()
    {
        m_workplace.reset();
    }

    void signsIn_data()
    {
        QTest::addColumn<QString>("service");
        for (const auto &service : {u"imap"_s, u"imapStarttls"_s, u"cyrus.imap"_s, u"cyrus.imapStarttls"_s}) {
            QTest::newRow(qPrintable(service)) << service;
        }
    }

    void signsIn()
    {
        QFETCH(QString, service);
        ImapSession::Settings settings;
        settings.tls = m_tls;
        ImapSession wrong(settings);
        const auto opened = waitFor(wrong.open(m_workplace->service(service)));
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error().message + opened.error().detail));
        const auto refused = waitFor(wrong.signIn({.user = credential().user, .secret = u"falsch"_s}));
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, Error::Kind::Unauthorized);
        const auto right = session(service);
        QVERIFY(right);
        const auto identity = waitFor(right->identify());
        QVERIFY(identity && !identity->fields.isEmpty());
        QVERIFY(right->has("IDLE") && right->isEnabled("QRESYNC"));
        QVERIFY(waitFor(right->logout()));
    }

    void strangeCertificatesAreRefused()
    {
        ImapSession::Settings settings;
        ImapSession session(settings);
        QCOMPARE(waitFor(session.open(m_workplace->service(u"imap"_s))).error().kind, Error::Kind::Forbidden);
        for (const auto &service : {u"imapExpired"_s, u"imapWrongName"_s, u"imapUnknownCa"_s}) {
            settings.tls = m_tls;
            ImapSession other(settings);
            const auto opened = waitFor(other.open(m_workplace->service(service)));
            QVERIFY(!opened);
            QCOMPARE(opened.error().kind, Error::Kind::Forbidden);
        }
    }

    void mailboxes_data()
    {
        servers();
    }

    void mailboxes()
    {
        QFETCH(QString, service);
        const auto imap = session(service);
        QVERIFY(imap);
        const QByteArray name = filled(*imap, 3);
        QVERIFY(!name.isEmpty());
        QVERIFY(waitFor(imap->subscribe(name, ImapSession::Subscription::Subscribed)));
        auto all = waitFor(imap->list("", "*", imap->statusItems()));
        QVERIFY(all);
        const auto find = [&](const QByteArray &wanted) {
            return std::ranges::find(*all, wanted, &ImapMailbox::name);
        };
        QVERIFY(find(name) != all->end() && find("INBOX") != all->end());
        QVERIFY(find(name)->isSubscribed);
        QCOMPARE(find(name)->status->messages, 3U);
        QVERIFY(find(name)->status->highestModSeq > 0U);
        const auto told = waitFor(imap->status(name, imap->statusItems()));
        QCOMPARE(told->uidValidity, find(name)->status->uidValidity);
        const QByteArray other = name + ".\"\\ &-";
        const auto renamed = waitFor(imap->rename(name, other));
        const QByteArray now = renamed ? other : name; // not every server takes such names
        QVERIFY(waitFor(imap->remove(now)));
        all = waitFor(imap->list("", "*", {}));
        QVERIFY(find(now) == all->end() || !find(now)->isSelectable());
        QCOMPARE(waitFor(imap->select(now)).error().kind, Error::Kind::NotFound);
    }

    void messages_data()
    {
        servers();
    }

    void messages()
    {
        QFETCH(QString, service);
        const auto imap = session(service);
        QVERIFY(imap);
        const QByteArray name = filled(*imap, 20);
        const QByteArray target = filled(*imap, 0);
        const auto selected = waitFor(imap->select(name));
        QVERIFY(selected);
        QCOMPARE(selected->exists, 20U);
        QVERIFY(selected->takesNewKeywords && selected->highestModSeq > 0);

        QList<ImapFetch> fetched;
        const auto keep = [&](ImapFetch &&fetch) { fetched << std::move(fetch); };
        QVERIFY(waitFor(imap->fetch(UidSet::range(1, 1000), "FLAGS INTERNALDATE RFC822.SIZE BODYSTRUCTURE BODY.PEEK[HEADER.FIELDS (FROM SUBJECT)] BODY.PEEK[]", keep)));
        QCOMPARE(fetched.size(), 20);
        const auto &first = fetched.first();
        QCOMPARE(first.section("")->bytes.size(), *first.size);
        QVERIFY(first.section("HEADER.FIELDS")->bytes.contains("Subject: Nachricht 0"));
        QVERIFY(first.internalDate.isValid() && qAbs(first.internalDate.secsTo(QDateTime::currentDateTimeUtc())) < 600);
        QCOMPARE(BodyStructure::parse(first.bodyStructure)->mimeType(), "text/plain"_ba);

        const auto stored = waitFor(imap->store(UidSet{1, 2}, ImapSession::StoreMode::Add, {"\\Flagged", "$Wichtig"}, selected->highestModSeq));
        QVERIFY(stored && stored->modified.isEmpty());
        const auto late = waitFor(imap->store(UidSet{1}, ImapSession::StoreMode::Remove, {"\\Flagged"}, selected->highestModSeq));
        QVERIFY(late);
        QCOMPARE(late->modified, UidSet{1});

        const auto copied = waitFor(imap->copy(UidSet{1, 3}, target));
        QVERIFY(copied);
        QCOMPARE(copied->uids.size(), 2);
        const auto moved = waitFor(imap->move(UidSet{5}, target));
        QVERIFY(moved);
        QCOMPARE(moved->uids.size(), 1);
        QVERIFY(waitFor(imap->store(UidSet{7, 8}, ImapSession::StoreMode::Add, {"\\Deleted"})));
        QVERIFY(waitFor(imap->expunge(UidSet{7})));
        QCOMPARE(waitFor(imap->search("DELETED"))->toWire(), "8"_ba);
        QCOMPARE(waitFor(imap->searchText("BODY", u"Müll 12"_s))->toWire(), "13"_ba);
        QCOMPARE(waitFor(imap->copy(UidSet{1}, name + "-nicht-da")).error().kind, Error::Kind::NotFound);

        // What another client would have to learn.
        const auto other = session(service);
        const auto again = waitFor(other->select(name, ImapSession::Access::ReadOnly, ImapKnownState{selected->uidValidity, selected->highestModSeq, UidSet::range(1, 20)}));
        QVERIFY(again && again->isResync && again->isReadOnly);
        QCOMPARE(again->vanished.toWire(), "5,7"_ba);
        QCOMPARE(again->changed.size(), 3);
        QList<quint32> changed;
        const auto gone = waitFor(other->changedSince(UidSet::range(1, 4294967295U), selected->highestModSeq, [&](ImapFetch &&fetch) { changed << fetch.uid; }));
        QVERIFY(gone);
        QVERIFY(gone->contains(5) && gone->contains(7));
        QCOMPARE(changed, (QList<quint32>{1, 2, 8}));
    }

    void watches_data()
    {
        servers();
    }

    void watches()
    {
        QFETCH(QString, service);
        const auto imap = session(service);
        const auto other = session(service);
        QVERIFY(imap && other);
        const QByteArray name = filled(*imap, 1);
        QVERIFY(waitFor(imap->select(name)));
        QVERIFY(!waitFor(imap->watch(50ms))->isNews);
        auto watching = imap->watch(30s);
        QVERIFY(waitFor(imap->noop())); // IDLE gives way
        QVERIFY(waitFor(other->append(name, {}, {}, ImapSource::fromBytes("Subject: neu\r\n\r\nx\r\n"))));
        const auto news = waitFor(std::move(watching));
        QVERIFY(news && news->isNews && news->selectedChanged);
        if (!imap->has("NOTIFY")) {
            return;
        }
        const QByteArray elsewhere = filled(*other, 0);
        QVERIFY(waitFor(imap->notify()));
        watching = imap->watch(30s);
        QVERIFY(waitFor(other->append(elsewhere, {}, {}, ImapSource::fromBytes("Subject: neu\r\n\r\nx\r\n"))));
        const auto far = waitFor(std::move(watching));
        QVERIFY(far && far->isNews);
    }

    void fetchesThousandsAtSpeed_data()
    {
        servers();
    }

    void fetchesThousandsAtSpeed()
    {
        QFETCH(QString, service);
        constexpr int Count = 3000;
        constexpr int Batch = 300; // Cyrus takes only so many copies of one message
        auto imap = session(service);
        QVERIFY(imap);
        QElapsedTimer timer;
        timer.start();
        const QByteArray source = filled(*imap, Batch);
        const QByteArray name = filled(*imap, 0);
        qInfo("%s: %d messages appended in %lld ms", qPrintable(service), Batch, timer.elapsed());
        QVERIFY(waitFor(imap->select(source)));
        for (quint32 first = 1; first <= Count; first += Batch) { // quicker than adding them one by one
            const auto copied = waitFor(imap->copy(UidSet::range(1, Batch), name));
            QVERIFY2(copied, copied ? "" : qPrintable(copied.error().message));
            QCOMPARE(copied->uids.size(), Batch);
            QCOMPARE(copied->uids.last().second, first + Batch - 1);
        }
        for (const bool isCompressed : {false, true}) {
            if (isCompressed) {
                QVERIFY(waitFor(imap->compress()));
            }
            QVERIFY(waitFor(imap->select(name)));
            for (const QByteArray items : {"FLAGS", "FLAGS BODY.PEEK[HEADER.FIELDS (FROM TO CC SUBJECT DATE MESSAGE-ID REFERENCES)]", "FLAGS BODY.PEEK[]"}) {
                const qint64 before = imap->bytesReceived();
                int count = 0;
                timer.restart();
                QVERIFY(waitFor(imap->fetchInBatches(UidSet::range(1, Count), items, [&](ImapFetch &&) { ++count; })));
                const auto elapsed = std::max<qint64>(timer.elapsed(), 1);
                QCOMPARE(count, Count);
                qInfo("%s%s: %s: %lld messages/s, %lld kB on the wire", qPrintable(service), isCompressed ? " compressed" : "", items.first(std::min<qsizetype>(30, items.size())).constData(),
                      Count * 1000LL / elapsed, (imap->bytesReceived() - before) / 1000);
            }
        }
        QVERIFY(waitFor(imap->logout()));
    }

    void submits_data()
    {
        QTest::addColumn<QString>("service");
        QTest::newRow("STARTTLS") << u"smtp"_s;
        QTest::newRow("TLS") << u"smtps"_s;
    }

    void submits()
    {
        QFETCH(QString, service);
        SmtpSession::Settings settings;
        settings.tls = m_tls;
        SmtpSession wrong(settings);
        const auto opened = waitFor(wrong.open(m_workplace->service(service)));
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error().message + opened.error().detail));
        QCOMPARE(waitFor(wrong.signIn({.user = credential().user, .secret = u"falsch"_s})).error().kind, Error::Kind::Unauthorized);

        SmtpSession smtp(settings);
        QVERIFY(waitFor(smtp.open(m_workplace->service(service))));
        QVERIFY(waitFor(smtp.signIn(credential())));
        const QString self = m_workplace->user(0).address;
        const QByteArray message = "From: " + self.toUtf8() + "\r\nTo: j\xc3\xb6rg@anderswo.test\r\nSubject: Gr\xc3\xbc\xc3\x9f" "e\r\n\r\n.\r\nHallo\r\n";
        SmtpEnvelope envelope{.sender = self, .recipients = {self, u"jörg@anderswo.test"_s, u"jemand@müller.example"_s}, .envelopeId = {}};
        const auto sent = waitFor(smtp.send(envelope, message));
        QVERIFY2(sent.kind == SmtpOutcome::Kind::Sent, qPrintable(sent.error.message + sent.error.detail));

        envelope.recipients = {self, u"bounce5@anderswo.test"_s};
        const auto refused = waitFor(smtp.send(envelope, message));
        QCOMPARE(refused.kind, SmtpOutcome::Kind::NotSent);
        QVERIFY2(refused.error.message.contains(u"bounce5@anderswo.test"_s), qPrintable(refused.error.message));
        envelope.recipients = {self};
        QCOMPARE(waitFor(smtp.send(envelope, message)).kind, SmtpOutcome::Kind::Sent); // the session goes on
        QVERIFY(waitFor(smtp.quit()));
    }
};

QTEST_GUILESS_MAIN(RealMailServersTest)
#include "realmailserverstest.moc"
