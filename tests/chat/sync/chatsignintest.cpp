// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/sync/chathomeserver.h"

#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;

/// The sign-in of an account: never another device by itself, and nothing used that is not kept.
class ChatSignInTest : public QObject
{
    Q_OBJECT

    std::optional<ChatCredentials> m_kept;
    std::optional<Error> m_trouble;
    int m_saves = 0;

    ChatSignIn::Shelf shelf()
    {
        ChatSignIn::Shelf shelf;
        shelf.load = [this] {
            return QtFuture::makeReadyValueFuture(m_trouble ? Result<std::optional<ChatCredentials>>(std::unexpected(*m_trouble)) : Result<std::optional<ChatCredentials>>(m_kept));
        };
        shelf.save = [this](const ChatCredentials &credentials) {
            ++m_saves;
            if (!m_trouble) {
                m_kept = credentials;
            }
            return QtFuture::makeReadyValueFuture(m_trouble ? Result<void>(std::unexpected(*m_trouble)) : Result<void>());
        };
        return shelf;
    }

    std::shared_ptr<ChatSignIn> signIn()
    {
        return std::make_shared<ChatSignIn>(u"@anna:example.org"_s, shelf());
    }

    static ChatCredentials device(const QString &id)
    {
        ChatCredentials credentials;
        credentials.userId = u"@anna:example.org"_s;
        credentials.deviceId = id;
        credentials.tokens.access = "token-" + id.toLatin1();
        return credentials;
    }

private Q_SLOTS:
    void init()
    {
        m_kept.reset();
        m_trouble.reset();
        m_saves = 0;
    }

    void withoutASignInSomebodyHasToSignIn()
    {
        const auto told = waitedFor(signIn()->credentials());
        QVERIFY(!told);
        QCOMPARE(told.error().kind, Error::Kind::Unauthorized);
        QVERIFY(told.error().message.contains(u"@anna:example.org"_s));
        QCOMPARE(m_saves, 0); // and nothing was made
    }

    void storeThatCannotBeReadIsNoMissingSignIn()
    {
        m_kept = device(u"ONE"_s);
        m_trouble = Error{.kind = Error::Kind::Storage, .message = u"locked"_s, .detail = {}};
        const auto told = waitedFor(signIn()->credentials());
        QVERIFY(!told);
        QCOMPARE(told.error().kind, Error::Kind::Storage);
        const auto again = waitedFor(signIn()->signedIn(device(u"TWO"_s)));
        QVERIFY(!again);
        QCOMPARE(m_saves, 0);
        QCOMPARE(m_kept->deviceId, u"ONE"_s);
    }

    void sameDeviceKeepsItsKeys()
    {
        QVERIFY(waitedFor(signIn()->signedIn(device(u"ONE"_s))));
        const auto passphrase = m_kept->passphrase;
        QCOMPARE(passphrase.size(), 32);
        QVERIFY(waitedFor(signIn()->keepFingerprint(u"fp"_s)));
        QVERIFY(waitedFor(signIn()->noteSignOut(MatrixConnection::SignOut::Soft)));
        const auto refused = waitedFor(signIn()->credentials());
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, Error::Kind::Unauthorized);
        auto again = device(u"ONE"_s);
        again.tokens.access = "new";
        QVERIFY(waitedFor(signIn()->signedIn(again)));
        const auto valid = waitedFor(signIn()->credentials());
        QVERIFY(valid);
        QCOMPARE(valid->tokens.access, "new"_ba);
        QCOMPARE(valid->passphrase, passphrase);
        QCOMPARE(valid->fingerprint, u"fp"_s);
    }

    void anotherDeviceGetsKeysOfItsOwn()
    {
        QVERIFY(waitedFor(signIn()->signedIn(device(u"ONE"_s))));
        const auto passphrase = m_kept->passphrase;
        QVERIFY(waitedFor(signIn()->keepFingerprint(u"fp"_s)));
        QVERIFY(waitedFor(signIn()->signedIn(device(u"TWO"_s))));
        QVERIFY(m_kept->passphrase != passphrase);
        QVERIFY(m_kept->fingerprint.isEmpty());
    }

    void somebodyElseIsRefused()
    {
        auto other = device(u"ONE"_s);
        other.userId = u"@ben:example.org"_s;
        QVERIFY(!waitedFor(signIn()->signedIn(other)));
        QVERIFY(!m_kept);
        m_kept = other; // nor is what lies there taken for one's own
        QVERIFY(!waitedFor(signIn()->credentials()));
    }

    void tokensAreKeptBeforeTheyAreUsed()
    {
        QVERIFY(waitedFor(signIn()->signedIn(device(u"ONE"_s))));
        const auto one = signIn();
        QVERIFY(waitedFor(one->keepTokens(MatrixTokens{.access = "a2", .refresh = "r2", .lifetime = {}})));
        QCOMPARE(m_kept->tokens.access, "a2"_ba);
        m_trouble = Error{.kind = Error::Kind::Storage, .message = u"full"_s, .detail = {}};
        QVERIFY(!waitedFor(one->keepTokens(MatrixTokens{.access = "a3", .refresh = "r3", .lifetime = {}})));
        m_trouble.reset();
        QCOMPARE(waitedFor(one->credentials())->tokens.access, "a2"_ba);
    }

    void serverThatSignsOutIsRemembered()
    {
        ChatHomeserver server;
        m_kept = server.credentials();
        const auto copy = std::make_shared<ChatCopy>();
        auto options = server.options(copy);
        options.signIn = signIn();
        server.answer(u"GET /account/whoami"_s, {.status = 401, .json = {{u"errcode"_s, u"M_UNKNOWN_TOKEN"_s}, {u"error"_s, u"gone"_s}}});
        ChatSynchronizer synchronizer(options);
        const auto listed = waitedFor(synchronizer.discover());
        QVERIFY(!listed);
        QCOMPARE(listed.error().kind, Error::Kind::Unauthorized);
        QVERIFY(waitUntil([this] { return m_kept->state == ChatCredentials::State::SignedOut; }));
        QVERIFY(!m_kept->passphrase.isEmpty());
        ChatSynchronizer later(options); // nobody is asked again
        const auto asked = server.count(u"GET /account/whoami"_s);
        QVERIFY(!waitedFor(later.discover()));
        QCOMPARE(server.count(u"GET /account/whoami"_s), asked);
    }
};

QTEST_GUILESS_MAIN(ChatSignInTest)
#include "chatsignintest.moc"
