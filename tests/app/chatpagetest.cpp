// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/accountdialog.h"
#include "app/chatpage.h"
#include "app/networkchatentry.h"

#include "support/accessibilitycheck.h"

#include <KPasswordLineEdit>
#include <QAbstractButton>
#include <QLineEdit>
#include <QPromise>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTest>
#include <QTimer>

using namespace Kontor;
using namespace Qt::StringLiterals;

namespace
{
/// A homeserver's door that answers as it is told.
class FakeEntry : public ChatEntry
{
public:
    QFuture<Result<ChatEntryOffer>> look(const QString &start, const QByteArray &) override
    {
        asked << start;
        looking = {};
        looking.start();
        if (answersAtOnce) {
            looking.addResult(offer);
            looking.finish();
        }
        return looking.future();
    }
    QFuture<Result<ChatCredentials>> signIn(const Wish &wish) override
    {
        wishes << wish;
        return QtFuture::makeReadyValueFuture(credentials);
    }
    void cancel() override
    {
        ++cancels;
        if (!answersAtOnce) {
            looking.addResult(Result<ChatEntryOffer>(std::unexpected(cancelled())));
            looking.finish();
        }
    }
    QFuture<Result<void>> signOut(const ChatCredentials &gone, const QByteArray &) override
    {
        left << gone.deviceId;
        return QtFuture::makeReadyValueFuture(signingOut);
    }

    Result<ChatEntryOffer> offer;
    Result<ChatCredentials> credentials;
    Result<void> signingOut;
    bool answersAtOnce = true;
    QPromise<Result<ChatEntryOffer>> looking;
    QStringList asked;
    QList<Wish> wishes;
    QStringList left;
    int cancels = 0;
};

ChatEntryOffer passwordOffer()
{
    return {.homeserver = QUrl(u"https://matrix.amt.example"_s), .domain = u"amt.example"_s, .ways = {{.kind = ChatEntryWay::Kind::Password}, {.kind = ChatEntryWay::Kind::Sso, .id = u"keycloak"_s, .title = u"Amt"_s}}, .found = {}};
}

ChatCredentials anna()
{
    return {.userId = u"@anna:amt.example"_s, .deviceId = u"ABCDEF"_s, .homeserver = QUrl(u"https://matrix.amt.example"_s)};
}

Account chatAccount()
{
    Account account;
    account.id = AccountId{7};
    account.address = u"anna@amt.example"_s;
    account.chat = anna().homeserver;
    account.chatUser = anna().userId;
    return account;
}

template <class T>
T *part(QWidget &in, const char *name)
{
    return in.findChild<T *>(QString::fromLatin1(name));
}

/// Presses this button of the question that comes up.
void answerQuestion(const QString &wanted)
{
    auto *waiting = new QTimer(qApp);
    QObject::connect(waiting, &QTimer::timeout, waiting, [waiting, wanted] {
        auto *question = QApplication::activeModalWidget();
        if (!question) {
            return; // not there yet
        }
        for (const auto buttons = question->findChildren<QAbstractButton *>(); auto *button : buttons) {
            if (button->text().remove(u'&') == wanted) {
                waiting->deleteLater();
                button->click();
                return;
            }
        }
    });
    waiting->start(20);
}
}

/// Setting up chat in the account dialog.
class ChatPageTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void signsInByPassword()
    {
        FakeEntry entry;
        entry.offer = passwordOffer();
        entry.credentials = anna();
        std::optional<ChatCredentials> kept;
        Account saved;
        AccountDialog dialog({.check = [](const Account &) { return QtFuture::makeReadyValueFuture(Result<void>()); },
                              .save = [](const Account &) { return QtFuture::makeReadyValueFuture(Result<AccountId>(AccountId{1})); },
                              .chat = {.entry = &entry},
                              .saveWithChat =
                                  [&](const Account &account, const ChatCredentials &credentials) {
                                      saved = account;
                                      kept = credentials;
                                      return QtFuture::makeReadyValueFuture(Result<AccountId>(AccountId{1}));
                                  }},
                             {});
        dialog.show();
        part<QTabWidget>(dialog, "accountTabs")->setCurrentIndex(2);
        part<QLineEdit>(dialog, "chatStart")->setText(u"@anna:amt.example"_s);
        part<QPushButton>(dialog, "chatLook")->click();
        QTRY_VERIFY(part<QPushButton>(dialog, "chatSignIn")->isVisible());
        QCOMPARE(entry.asked, QStringList{u"@anna:amt.example"_s});
        QCOMPARE(part<QLineEdit>(dialog, "chatUserName")->text(), u"@anna:amt.example"_s);
        QVERIFY(part<QPushButton>(dialog, "chatBrowser")->text().contains(u"Amt"_s));
        part<QPushButton>(dialog, "chatSignIn")->click(); // without a password nothing is asked
        QVERIFY(entry.wishes.isEmpty());
        part<QLineEdit>(dialog, "chatPasswordEdit")->setText(u"geheim"_s);
        part<QPushButton>(dialog, "chatSignIn")->click();
        QTRY_COMPARE(entry.wishes.size(), 1);
        QCOMPARE(entry.wishes.first().password, u"geheim"_s);
        QVERIFY(entry.wishes.first().device.contains(u"Kontor"_s));
        QCOMPARE(entry.wishes.first().deviceId, QString());
        auto *state = part<QLabel>(dialog, "chatState");
        QTRY_VERIFY(state->isVisible());
        QVERIFY2(state->text().contains(u"@anna:amt.example"_s) && state->text().contains(u"ABCDEF"_s), qPrintable(state->text()));
        QCOMPARE(part<QLineEdit>(dialog, "chatPasswordEdit")->text(), QString()); // needed no more
        QCOMPARE(accessibilityFindings(&dialog), QStringList());
        part<QPushButton>(dialog, "save")->click();
        QTRY_VERIFY(kept.has_value());
        QCOMPARE(kept->deviceId, u"ABCDEF"_s);
        QCOMPARE(saved.chatUser, u"@anna:amt.example"_s);
        QCOMPARE(saved.address, u"@anna:amt.example"_s); // it has no other name
        QCOMPARE(entry.left, QStringList());
    }

    void aDeviceThatNobodyKeepsIsEnded()
    {
        FakeEntry entry;
        entry.offer = passwordOffer();
        entry.credentials = anna();
        {
            AccountDialog dialog({.check = {}, .save = {}, .chat = {.entry = &entry}}, {});
            part<QLineEdit>(dialog, "chatStart")->setText(u"amt.example"_s);
            part<QPushButton>(dialog, "chatLook")->click();
            QTRY_VERIFY(part<QPushButton>(dialog, "chatBrowser"));
            part<QPushButton>(dialog, "chatBrowser")->click();
            QTRY_COMPARE(entry.wishes.size(), 1);
            QCOMPARE(entry.wishes.first().way.id, u"keycloak"_s);
            QTRY_COMPARE(dialog.account().chatUser, u"@anna:amt.example"_s);
            QCOMPARE(entry.left, QStringList());
        }
        QCOMPARE(entry.left, QStringList{u"ABCDEF"_s});
    }

    void saysWhatIsWrongAndCanBeStopped()
    {
        FakeEntry entry;
        entry.offer = failure(Error::Kind::NotFound, u"There is no chat server."_s);
        ChatPage page({.entry = &entry});
        page.show();
        page.look();
        QVERIFY(page.stateText().contains(u"first"_s)); // nothing is entered
        page.setAddress(u"anna@amt.example"_s);
        page.look();
        QTRY_COMPARE(page.stateText(), u"There is no chat server."_s);
        QCOMPARE(entry.asked, QStringList{u"amt.example"_s});
        entry.answersAtOnce = false;
        page.look();
        auto *stop = part<QPushButton>(page, "chatCancel");
        QTRY_VERIFY(stop->isVisible());
        QVERIFY(!part<QPushButton>(page, "chatLook")->isEnabled());
        stop->click();
        QCOMPARE(entry.cancels, 1);
        QTRY_VERIFY(part<QPushButton>(page, "chatLook")->isEnabled());
        QVERIFY(!stop->isVisible());
    }

    void afterASoftLogoutTheDeviceStays()
    {
        FakeEntry entry;
        entry.offer = passwordOffer();
        entry.credentials = anna();
        auto gone = anna();
        gone.state = ChatCredentials::State::SoftSignedOut;
        ChatPage page({.entry = &entry, .remembered = [gone](AccountId) { return QtFuture::makeReadyValueFuture(Result<std::optional<ChatCredentials>>(gone)); }});
        page.show();
        page.fill(chatAccount());
        auto *again = part<QPushButton>(page, "chatSignInAgain");
        QTRY_VERIFY(again->isVisible());
        again->click();
        QTRY_VERIFY(part<QPushButton>(page, "chatSignIn")->isVisible());
        part<QLineEdit>(page, "chatPasswordEdit")->setText(u"geheim"_s);
        part<QPushButton>(page, "chatSignIn")->click();
        QTRY_COMPARE(entry.wishes.size(), 1);
        QCOMPARE(entry.wishes.first().deviceId, u"ABCDEF"_s);
        QTRY_VERIFY(page.credentials());
        page.taken();
    }

    void anotherPersonDoesNotGetTheAccount()
    {
        FakeEntry entry;
        entry.offer = passwordOffer();
        auto other = anna();
        other.userId = u"@bert:amt.example"_s;
        other.deviceId = u"OTHER"_s;
        entry.credentials = other;
        auto gone = anna();
        gone.state = ChatCredentials::State::SignedOut;
        ChatPage page({.entry = &entry, .remembered = [gone](AccountId) { return QtFuture::makeReadyValueFuture(Result<std::optional<ChatCredentials>>(gone)); }});
        page.show();
        page.fill(chatAccount());
        QTRY_VERIFY(part<QPushButton>(page, "chatSignInAgain")->isVisible());
        part<QPushButton>(page, "chatSignInAgain")->click();
        QTRY_VERIFY(part<QPushButton>(page, "chatSignIn")->isVisible());
        part<QLineEdit>(page, "chatPasswordEdit")->setText(u"geheim"_s);
        part<QPushButton>(page, "chatSignIn")->click();
        QTRY_COMPARE(entry.left, QStringList{u"OTHER"_s});
        QVERIFY(!page.credentials());
        Account account;
        page.apply(account);
        QCOMPARE(account.chatUser, u"@anna:amt.example"_s);
    }

    void signingOutAsksAboutKeysFirst()
    {
        FakeEntry entry;
        ChatPage page({.entry = &entry,
                       .remembered = [](AccountId) { return QtFuture::makeReadyValueFuture(Result<std::optional<ChatCredentials>>(anna())); },
                       .unsavedKeys = [](AccountId) { return QtFuture::makeReadyValueFuture(3); }});
        page.show();
        page.fill(chatAccount());
        QSignalSpy left(&page, &ChatPage::signedOut);
        auto *out = part<QPushButton>(page, "chatSignOut");
        QTRY_VERIFY(part<QLabel>(page, "chatState")->text().contains(u"ABCDEF"_s));
        answerQuestion(u"Cancel"_s);
        out->click();
        QTRY_VERIFY(out->isEnabled());
        QCOMPARE(entry.left, QStringList());
        answerQuestion(u"Sign Out"_s);
        out->click();
        QTRY_COMPARE(left.size(), 1);
        QCOMPARE(entry.left, QStringList{u"ABCDEF"_s});
        Account account = chatAccount();
        page.apply(account);
        QVERIFY(!account.hasChat());
    }

    void tellsTheWaysOfAServer()
    {
        ChatEntrance::Found found;
        found.server.address = QUrl(u"https://m.example"_s);
        found.ways.takesPassword = true;
        found.ways.takesSso = true;
        QCOMPARE(NetworkChatEntry::offerOf(found).ways, (QList<ChatEntryWay>{{.kind = ChatEntryWay::Kind::Password}, {.kind = ChatEntryWay::Kind::Sso}}));
        found.ways.providers = {{.id = u"a"_s, .name = u"Amt\u202e evil"_s}};
        const auto offer = NetworkChatEntry::offerOf(found);
        QCOMPARE(offer.ways.size(), 2);
        QCOMPARE(offer.ways.last().id, u"a"_s);
        QVERIFY(!offer.ways.last().title.contains(QChar(0x202e)));
        found.ways.oauth = MatrixOAuthServer();
        QCOMPARE(NetworkChatEntry::offerOf(found).ways, QList<ChatEntryWay>{{.kind = ChatEntryWay::Kind::OAuth}}); // then nothing else
    }
};

QTEST_MAIN(ChatPageTest)
#include "chatpagetest.moc"
