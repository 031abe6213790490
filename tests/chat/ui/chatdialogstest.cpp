// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/ui/fakechatservices.h"

#include "chat/ui/chatdevicesdialog.h"
#include "chat/ui/chatdirectorydialog.h"
#include "chat/ui/chatpeopledialog.h"
#include "chat/ui/chatprofiledialog.h"
#include "chat/ui/chatrecoverydialog.h"
#include "chat/ui/chatroomdialog.h"
#include "chat/ui/chatsasemoji.h"
#include "chat/ui/chatverificationdialog.h"
#include "support/accessibilitycheck.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace Kontor;
using namespace Qt::StringLiterals;

/// The dialogs of chat against a server and an encryption in memory. KONTOR_PICTURES names a folder for pictures.
class ChatDialogsTest : public QObject
{
    Q_OBJECT

    static constexpr CollectionId account{1};
    using Stage = ChatVerification::Stage;

    template<class T>
    static T *part(QWidget *dialog, const char *name)
    {
        return dialog->findChild<T *>(QString::fromLatin1(name));
    }
    static void look(QWidget *dialog, const QString &name = {})
    {
        QTest::qWait(20); // lays out what was just said
        const auto findings = accessibilityFindings(dialog);
        QVERIFY2(findings.isEmpty(), qPrintable(findings.join(u'\n')));
        const auto folder = qEnvironmentVariable("KONTOR_PICTURES");
        const auto picture = dialog->grab();
        if (!folder.isEmpty()) {
            picture.save(u"%1/chat-%2.png"_s.arg(folder, name.isEmpty() ? dialog->objectName() : name));
        }
    }

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QIcon::setThemeName(u"breeze"_s);
    }

    void knowsTheTableOfPictures()
    {
        QSet<QString> symbols;
        QSet<QString> german;
        for (int number = 0; number < ChatSasEmoji::count; ++number) {
            const auto english = ChatSasEmoji::at(number, QLocale::English);
            QVERIFY(!english.name.isEmpty() && !english.symbol.isEmpty());
            symbols << english.symbol;
            german << ChatSasEmoji::at(number, QLocale::German).name;
        }
        QCOMPARE(symbols.size(), 64);
        QCOMPARE(german.size(), 64);
        QCOMPARE(ChatSasEmoji::at(0, QLocale::English).name, u"Dog"_s);
        QCOMPARE(ChatSasEmoji::at(39, QLocale::German).name, u"Uhr"_s);
        QCOMPARE(ChatSasEmoji::at(63, QLocale::German).name, u"Stecknadel"_s);
        QVERIFY(ChatSasEmoji::at(64).name.isEmpty());
        QVERIFY(ChatSasEmoji::at(-1).name.isEmpty());
    }

    void verifiesAnotherDevice()
    {
        FakeChatServices services;
        ChatVerificationDialog dialog(&services, account, u"@anna:example.org"_s, u"PHONE"_s, {}, nullptr);
        dialog.show();
        QTRY_COMPARE(dialog.stage(), Stage::Requested);
        QCOMPARE(services.calls, QStringList{u"verify @anna:example.org PHONE"_s});
        QCOMPARE(dialog.sentence(), u"Accept the verification on your other device."_s);
        services.go(Stage::Ready);
        services.go(Stage::Emoji, {0, 5, 20, 33, 41, 50, 63});
        QCOMPARE(dialog.emojiNames(), (QStringList{u"Dog"_s, u"Pig"_s, u"Moon"_s, u"Glasses"_s, u"Light Bulb"_s, u"Flag"_s, u"Pin"_s}));
        auto *words = part<QLabel>(&dialog, "emojiInWords");
        QVERIFY(words->isVisible());
        QCOMPARE(words->accessibleName(), u"Pictures: Dog, Pig, Moon, Glasses, Light Bulb, Flag, Pin"_s);
        look(&dialog, u"verification"_s);
        auto *same = part<QPushButton>(&dialog, "acceptVerification");
        QCOMPARE(same->text(), u"They Are the Same"_s);
        QVERIFY(same->isDefault());
        same->click();
        same->click(); // only once
        QCOMPARE(services.calls.filter(u"confirm"_s), QStringList{u"confirm v1"_s});
        services.go(Stage::Confirmed);
        services.go(Stage::Done);
        QCOMPARE(dialog.sentence(), u"Both devices trust each other now."_s);
        look(&dialog);
        part<QPushButton>(&dialog, "closeVerification")->click();
        QCOMPARE(dialog.result(), int(QDialog::Accepted));
        QVERIFY(services.calls.filter(u"reject"_s).isEmpty());
    }

    void verificationThatIsGivenUp()
    {
        FakeChatServices services;
        ChatVerificationDialog dialog(&services, account, u"@ben:example.org"_s, {}, u"Ben"_s, nullptr);
        dialog.show();
        QTRY_COMPARE(dialog.stage(), Stage::Requested);
        services.go(Stage::Emoji, {1, 2, 3, 4, 5, 6, 7});
        QVERIFY(dialog.sentence().startsWith(u"Does Ben see the same pictures"_s));
        part<QPushButton>(&dialog, "refuseVerification")->click(); // they differ
        QCOMPARE(services.calls.last(), u"reject v1"_s);
        QCOMPARE(dialog.result(), int(QDialog::Rejected));
    }

    void verificationThatSomebodyElseBegins()
    {
        FakeChatServices services;
        services.verification = {.id = u"v9"_s, .userId = u"@ben:example.org"_s, .isIncoming = true};
        ChatVerificationDialog dialog(&services, account, services.verification, u"Ben"_s, nullptr);
        dialog.show();
        QVERIFY(dialog.sentence().startsWith(u"Ben wants to verify you."_s));
        part<QPushButton>(&dialog, "acceptVerification")->click();
        QCOMPARE(services.calls, QStringList{u"accept v9"_s});
        ChatVerification other{.id = u"v10"_s, .isIncoming = true, .stage = Stage::Cancelled};
        Q_EMIT services.verificationChanged(account, other); // not this one
        QCOMPARE(dialog.stage(), Stage::Requested);
        services.verification.reason = u"Ben gave up."_s;
        services.go(Stage::Cancelled);
        QCOMPARE(dialog.sentence(), u"Ben gave up."_s);
        look(&dialog);
        const auto calls = services.calls.size();
        QTest::keyClick(&dialog, Qt::Key_Escape);
        QVERIFY(!dialog.isVisible());
        QCOMPARE(services.calls.size(), calls); // it is over already
    }

    void verificationThatFails()
    {
        FakeChatServices services;
        services.refusal = failure(Error::Kind::Offline, u"There is no connection."_s).error();
        ChatVerificationDialog dialog(&services, account, u"@ben:example.org"_s, {}, u"Ben"_s, nullptr);
        dialog.show();
        QTRY_COMPARE(dialog.sentence(), u"There is no connection."_s);
        look(&dialog);
    }

    void setsUpRecovery()
    {
        FakeChatServices services;
        services.password = u"secret"_s;
        ChatRecoveryDialog dialog(&services, account, nullptr);
        dialog.show();
        look(&dialog, u"recovery"_s);
        auto *start = part<QPushButton>(&dialog, "startRecovery");
        part<QLineEdit>(&dialog, "recoveryPassphrase")->setText(u"correct horse"_s);
        QVERIFY(!start->isEnabled()); // not the same twice
        part<QLineEdit>(&dialog, "recoveryPassphraseAgain")->setText(u"correct horse"_s);
        start->click();
        QTRY_VERIFY(part<QLineEdit>(&dialog, "recoveryPassword")->isVisible()); // the server asks
        part<QLineEdit>(&dialog, "recoveryPassword")->setText(u"secret"_s);
        start->click();
        QTRY_COMPARE(dialog.recoveryKey(), services.recoveryKey);
        QCOMPARE(services.calls, (QStringList{u"recovery refused"_s, u"recovery correct horse"_s}));
        QVERIFY(part<QLineEdit>(&dialog, "recoveryPassword")->text().isEmpty());
        look(&dialog, u"recovery-key"_s);
        auto *finish = part<QPushButton>(&dialog, "finishRecovery");
        QVERIFY(!finish->isEnabled());
        QTest::keyClick(&dialog, Qt::Key_Escape); // would lose it
        QVERIFY(dialog.isVisible());
        part<QPushButton>(&dialog, "copyRecoveryKey")->click();
        QCOMPARE(QApplication::clipboard()->text(), services.recoveryKey);
        QCOMPARE(QApplication::clipboard()->mimeData()->data(u"x-kde-passwordManagerHint"_s), QByteArray("secret"));
        QVERIFY(!finish->isEnabled()); // that alone keeps nothing
        part<QLineEdit>(&dialog, "recoveryKeyTyped")->setText(u"EsTc12345678 9abc"_s); // spaces do not count
        QVERIFY(finish->isEnabled());
        finish->click();
        QCOMPARE(dialog.result(), int(QDialog::Accepted));
    }

    void staysOpenUntilTheKeyIsThere()
    {
        FakeChatServices services;
        services.slowRecovery = std::make_shared<QPromise<Result<QString>>>();
        services.slowRecovery->start();
        ChatRecoveryDialog dialog(&services, account, nullptr);
        dialog.show();
        part<QPushButton>(&dialog, "startRecovery")->click();
        QVERIFY(!part<QPushButton>(&dialog, "cancelRecovery")->isEnabled());
        QTest::keyClick(&dialog, Qt::Key_Escape);
        dialog.close();
        QVERIFY(dialog.isVisible());
        services.slowRecovery->addResult(Result<QString>(u"EsTc"_s));
        services.slowRecovery->finish();
        QTRY_COMPARE(dialog.recoveryKey(), u"EsTc"_s);
    }

    void savesTheRecoveryKey()
    {
        FakeChatServices services;
        ChatRecoveryDialog dialog(&services, account, nullptr);
        dialog.show();
        part<QPushButton>(&dialog, "startRecovery")->click();
        QTRY_VERIFY(!dialog.recoveryKey().isEmpty());
        part<QPushButton>(&dialog, "saveRecoveryKey")->click();
        auto *chooser = part<QFileDialog>(&dialog, "saveKeyDialog");
        QVERIFY(chooser);
        QTemporaryDir folder;
        const auto path = folder.filePath(u"key.txt"_s);
        Q_EMIT chooser->fileSelected(path);
        QTRY_VERIFY(part<QPushButton>(&dialog, "finishRecovery")->isEnabled());
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("EsTc 1234 5678 9abc\n"));
        QCOMPARE(file.permissions() & (QFileDevice::ReadGroup | QFileDevice::ReadOther), QFileDevice::Permissions());
        chooser->close();
    }

    void restoresKeys()
    {
        FakeChatServices services;
        ChatRestoreDialog dialog(&services, account, nullptr);
        dialog.show();
        auto *start = part<QPushButton>(&dialog, "startRestore");
        QVERIFY(!start->isEnabled());
        auto *key = part<QLineEdit>(&dialog, "restoreKey");
        key->setText(u"wrong"_s);
        QTest::keyClick(key, Qt::Key_Return);
        QTRY_COMPARE(dialog.status(), u"This is not the recovery key."_s);
        QCOMPARE(key->selectedText(), u"wrong"_s);
        key->setText(services.recoveryKey);
        start->click();
        QTRY_COMPARE(dialog.status(), u"12 keys are here again. This device is verified."_s);
        look(&dialog);
    }

    void exportsAndImportsKeys()
    {
        FakeChatServices services;
        ChatKeyFileDialog dialog(&services, account, ChatKeyFileDialog::Direction::Export, nullptr);
        dialog.show();
        auto *start = part<QPushButton>(&dialog, "startKeyFile");
        part<QLineEdit>(&dialog, "keyFilePath")->setText(u"/tmp/keys.txt"_s);
        part<QLineEdit>(&dialog, "keyFilePassphrase")->setText(u"long words"_s);
        QVERIFY(!start->isEnabled());
        part<QLineEdit>(&dialog, "keyFilePassphraseAgain")->setText(u"long words"_s);
        start->click();
        QTRY_COMPARE(dialog.status(), u"34 keys were written."_s);
        QVERIFY(part<QLineEdit>(&dialog, "keyFilePassphrase")->text().isEmpty());
        look(&dialog);
        ChatKeyFileDialog import(&services, account, ChatKeyFileDialog::Direction::Import, nullptr);
        import.show();
        part<QLineEdit>(&import, "keyFilePath")->setText(u"/tmp/keys.txt"_s);
        part<QLineEdit>(&import, "keyFilePassphrase")->setText(u"long words"_s);
        part<QPushButton>(&import, "startKeyFile")->click();
        QTRY_COMPARE(import.status(), u"5 new keys are here now."_s);
        QCOMPARE(services.calls, (QStringList{u"export keys.txt long words"_s, u"import keys.txt long words"_s}));
        look(&import, u"import"_s);
    }

    void findsPeople()
    {
        FakeChatServices services;
        services.people = {{.userId = u"@ben:example.org"_s, .name = u"Ben Beispiel"_s}, {.userId = u"@bea:example.org"_s, .name = u"Bea Baum"_s}};
        const auto known = [](CollectionId, const QString &) {
            return QtFuture::makeReadyValueFuture(Result<QList<ChatPerson>>(QList<ChatPerson>{{.userId = u"@cara:example.org"_s, .name = u"Cara"_s}}));
        };
        ChatPeopleDialog dialog(ChatPeopleDialog::Use::NewChat, &services, known, {{account, u"anna"_s}}, nullptr);
        dialog.show();
        auto *list = part<QListWidget>(&dialog, "people");
        QTRY_COMPARE(list->count(), 1);
        dialog.setWords(u"be"_s);
        QTRY_COMPARE(list->count(), 3);
        QCOMPARE(dialog.status(), u"3 people"_s);
        look(&dialog, u"people"_s);
        auto *words = part<QLineEdit>(&dialog, "peopleWords");
        QTest::keyClick(words, Qt::Key_Down);
        QCOMPARE(list->currentRow(), 1);
        QSignalSpy chosen(&dialog, &ChatPeopleDialog::peopleChosen);
        QTest::keyClick(words, Qt::Key_Return);
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen.first().at(1).toStringList(), QStringList{u"@ben:example.org"_s});
    }

    void takesAddressesThatNobodyKnows()
    {
        FakeChatServices services;
        services.refusal = failure(Error::Kind::Offline, u"There is no connection."_s).error();
        ChatPeopleDialog dialog(ChatPeopleDialog::Use::NewChat, &services, {}, {{account, u"anna"_s}}, nullptr);
        dialog.show();
        dialog.setWords(u"@dora:elsewhere.example"_s);
        QTRY_COMPARE(dialog.chosen(), QStringList{u"@dora:elsewhere.example"_s});
        QVERIFY(part<QPushButton>(&dialog, "takePeople")->isEnabled()); // also offline
    }

    void invitesSeveral()
    {
        FakeChatServices services;
        services.people = {{.userId = u"@ben:example.org"_s, .name = u"Ben Beispiel"_s}, {.userId = u"@cara:example.org"_s, .name = u"Cara Carlsen"_s}};
        ChatPeopleDialog dialog(ChatPeopleDialog::Use::Invite, &services, {}, {{account, u"anna"_s}}, nullptr);
        dialog.show();
        auto *list = part<QListWidget>(&dialog, "people");
        dialog.setWords(u"Ben"_s);
        QTRY_COMPARE(list->count(), 1);
        list->item(0)->setCheckState(Qt::Checked);
        dialog.setWords(u"Cara"_s);
        QTRY_VERIFY(list->count() == 1 && list->item(0)->text().startsWith(u"Cara"_s));
        list->item(0)->setCheckState(Qt::Checked);
        QCOMPARE(dialog.chosen(), (QStringList{u"@ben:example.org"_s, u"@cara:example.org"_s}));
        look(&dialog, u"invite"_s);
    }

    void joinsRooms()
    {
        FakeChatServices services;
        services.rooms = {{.roomId = u"!a:example.org"_s, .alias = u"#budget:example.org"_s, .name = u"Budget"_s, .topic = u"Numbers\nand more"_s, .people = 12},
                          {.roomId = u"!b:example.org"_s, .name = u"Garden"_s, .people = 3, .isJoined = true},
                          {.roomId = u"!c:example.org"_s, .name = u"Closed"_s, .mayKnock = true}};
        ChatDirectoryDialog dialog(&services, account, nullptr);
        dialog.show();
        QTRY_COMPARE(dialog.count(), 3);
        look(&dialog, u"directory"_s);
        auto *list = part<QListWidget>(&dialog, "publicRooms");
        auto *take = part<QPushButton>(&dialog, "joinRoom");
        QCOMPARE(list->item(0)->data(Qt::AccessibleTextRole).toString(), u"Budget, 12 people, Numbers and more"_s);
        list->setCurrentRow(1);
        QCOMPARE(take->text(), u"&Open"_s);
        list->setCurrentRow(2);
        QCOMPARE(take->text(), u"&Ask to Join"_s);
        list->setCurrentRow(0);
        QSignalSpy join(&dialog, &ChatDirectoryDialog::joinWanted);
        take->click();
        QCOMPARE(join.first().first().toString(), u"#budget:example.org"_s);
        ChatDirectoryDialog other(&services, account, nullptr);
        other.show();
        QSignalSpy direct(&other, &ChatDirectoryDialog::joinWanted);
        auto *words = part<QLineEdit>(&other, "roomWords");
        words->setText(u"#far:away.example"_s);
        QCOMPARE(part<QPushButton>(&other, "joinRoom")->text(), u"&Join This Address"_s);
        QTest::keyClick(words, Qt::Key_Return);
        QCOMPARE(direct.first().first().toString(), u"#far:away.example"_s);
    }

    void makesRooms()
    {
        ChatCreateDialog dialog(ChatOutgoingRoom::Sort::Room, u"Council"_s, nullptr);
        dialog.show();
        look(&dialog, u"create"_s);
        auto *make = part<QPushButton>(&dialog, "makeRoom");
        QVERIFY(!make->isEnabled());
        part<QLineEdit>(&dialog, "newRoomName")->setText(u"Budget 2027"_s);
        QCOMPARE(dialog.room().encryption, ChatOutgoingRoom::Encryption::On); // by itself
        part<QComboBox>(&dialog, "newRoomAccess")->setCurrentIndex(1);
        QVERIFY(part<QLineEdit>(&dialog, "newRoomAlias")->isVisible());
        part<QLineEdit>(&dialog, "newRoomAlias")->setText(u"budget"_s);
        QSignalSpy wanted(&dialog, &ChatCreateDialog::roomWanted);
        make->click();
        const auto room = wanted.first().first().value<ChatOutgoingRoom>();
        QCOMPARE(room.name, u"Budget 2027"_s);
        QCOMPARE(room.alias, u"budget"_s);
        QCOMPARE(room.access, ChatOutgoingRoom::Access::Public);
        QCOMPARE(room.encryption, ChatOutgoingRoom::Encryption::Off);
        QVERIFY(wanted.first().at(1).toBool()); // in the space
    }

    void settingsFollowRights()
    {
        ChatRoomFacts facts;
        facts.state.insert(u"m.room.name"_s, {{QString(), QJsonObject{{u"name"_s, u"Budget"_s}}}});
        facts.state.insert(u"m.room.history_visibility"_s, {{QString(), QJsonObject{{u"history_visibility"_s, u"joined"_s}}}});
        facts.state.insert(u"m.room.join_rules"_s, {{QString(), QJsonObject{{u"join_rule"_s, 17}}}}); // not even a text
        const auto settings = ChatSettingsDialog::settingsOf(facts);
        QCOMPARE(settings.name, u"Budget"_s);
        QCOMPARE(settings.history, ChatActions::History::Joined);
        QCOMPARE(settings.joinRule, ChatActions::JoinRule::Invited);
        ChatSettingsDialog dialog(u"Budget"_s, settings, ChatRight::Topic, nullptr);
        dialog.show();
        look(&dialog, u"settings"_s);
        QVERIFY(!part<QLineEdit>(&dialog, "roomName")->isEnabled());
        QVERIFY(part<QPlainTextEdit>(&dialog, "roomTopic")->isEnabled());
        QVERIFY(!part<QCheckBox>(&dialog, "roomEncrypted")->isEnabled());
        auto *save = part<QPushButton>(&dialog, "saveRoomSettings");
        QVERIFY(!save->isEnabled());
        part<QPlainTextEdit>(&dialog, "roomTopic")->setPlainText(u"All about money"_s);
        QVERIFY(save->isEnabled());
        QCOMPARE(dialog.wanted().topic, u"All about money"_s);
    }

    void showsDevices()
    {
        FakeChatServices services;
        services.password = u"secret"_s;
        services.known = {{.deviceId = u"THIS"_s, .name = u"Kontor on desk"_s, .seen = QDateTime::currentDateTime(), .isThisOne = true, .isVerified = true, .hasEncryption = true},
                          {.deviceId = u"PHONE"_s, .name = u"Phone"_s, .address = u"192.0.2.7"_s, .seen = QDateTime::currentDateTime().addDays(-2), .hasEncryption = true, .fingerprint = u"abcd efgh"_s}};
        ChatDevicesDialog dialog(&services, account, u"@anna:example.org"_s, {}, nullptr);
        dialog.show();
        QTRY_COMPARE(dialog.count(), 2);
        look(&dialog, u"devices"_s);
        auto *list = part<QListWidget>(&dialog, "devices");
        QVERIFY(!part<QPushButton>(&dialog, "verifyDevice")->isEnabled());
        QVERIFY(!part<QPushButton>(&dialog, "removeDevice")->isEnabled()); // this one is signed out elsewhere
        list->setCurrentRow(1);
        QVERIFY(part<QLabel>(&dialog, "deviceFacts")->text().contains(u"abcd efgh"_s));
        QSignalSpy verify(&dialog, &ChatDevicesDialog::verificationWanted);
        part<QPushButton>(&dialog, "verifyDevice")->click();
        QCOMPARE(verify.first().at(1).toString(), u"PHONE"_s);
        part<QPushButton>(&dialog, "removeDevice")->click();
        auto *question = part<QMessageBox>(&dialog, "removeDeviceQuestion");
        QVERIFY(question);
        for (const auto buttons = question->buttons(); auto *button : buttons) {
            if (question->buttonRole(button) == QMessageBox::DestructiveRole) {
                button->click();
            }
        }
        QTRY_VERIFY(part<QInputDialog>(&dialog, "devicePasswordDialog"));
        auto *ask = part<QInputDialog>(&dialog, "devicePasswordDialog");
        ask->setTextValue(u"secret"_s);
        ask->accept();
        QTRY_COMPARE(dialog.count(), 1);
        QVERIFY(services.calls.contains(u"remove PHONE"_s));
    }

    void saysHowTheEncryptionIs()
    {
        FakeChatServices services;
        services.state = {.isAvailable = true, .hasIdentity = true, .hasRecovery = true, .hasBackup = true, .keys = 7, .deviceId = u"THIS"_s, .fingerprint = u"abcd"_s};
        ChatEncryptionDialog dialog(&services, account, nullptr);
        dialog.show();
        QTRY_VERIFY(!dialog.sentences().isEmpty());
        look(&dialog, u"encryption"_s);
        QVERIFY(part<QPushButton>(&dialog, "verifyThisDevice")->isEnabled());
        QVERIFY(!part<QPushButton>(&dialog, "setUpRecovery")->isEnabled());
        services.state.isVerified = true;
        Q_EMIT services.encryptionChanged(account);
        QTRY_VERIFY(!part<QPushButton>(&dialog, "verifyThisDevice")->isEnabled());
        services.state = {.sentence = u"The encryption is not installed."_s};
        Q_EMIT services.encryptionChanged(account);
        QTRY_COMPARE(dialog.sentences(), QStringList{u"The encryption is not installed."_s});
        QVERIFY(!part<QPushButton>(&dialog, "importKeys")->isEnabled());
    }

    void showsProfiles()
    {
        FakeChatServices services;
        ChatProfileDialog dialog(u"@anna:example.org"_s, u"Anna Berg"_s, {}, nullptr);
        dialog.show();
        look(&dialog, u"profile"_s);
        QSignalSpy name(&dialog, &ChatProfileDialog::nameWanted);
        QSignalSpy picture(&dialog, &ChatProfileDialog::pictureWanted);
        QVERIFY(!part<QPushButton>(&dialog, "saveProfile")->isEnabled());
        part<QLineEdit>(&dialog, "ownName")->setText(u"Anna B."_s);
        part<QPushButton>(&dialog, "saveProfile")->click();
        QCOMPARE(name.size(), 1);
        QCOMPARE(picture.size(), 0);
        int chosen = 0;
        ChatPersonDialog person(&services, account, u"@ben:example.org"_s, u"Ben Beispiel"_s, {{"personChat", u"Write to This Person"_s, [&chosen] {
                                                                                                     ++chosen;
                                                                                                 }}}, nullptr);
        person.show();
        look(&person, u"person"_s);
        part<QPushButton>(&person, "personChat")->click();
        QCOMPARE(chosen, 1);
        QVERIFY(!person.isVisible());
    }
};

QTEST_MAIN(ChatDialogsTest)
#include "chatdialogstest.moc"
