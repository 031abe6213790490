// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "accounts/filekeysource.h"
#include "accounts/keychainkeysource.h"
#include "accounts/keyring.h"
#include "accounts/vaultkeysource.h"
#include "store/store.h"

#include <QDir>
#include <QFile>
#include <QFutureWatcher>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace Kontor;

/// Every state of the key's place, and that none of them ever leads to a second key.
class KeyRingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void keyFile();
    void keyFileRights();
    void vault();
    void vaultThatIsForged();
    void vaultChangesItsPassphrase();
    void existingStoreNeverGetsANewKey();
    void changedKeyIsTold();
    void usualSource();
    void noBus();
    void desktopKeyStore_data();
    void desktopKeyStore();

private:
    QString folder() const
    {
        return m_folder->path() + QStringLiteral("/store");
    }
    QString file(const QString &name) const
    {
        return m_folder->path() + QLatin1Char('/') + name;
    }
    void makeStore(const QByteArray &key) const
    {
        QVERIFY(Store::open({.folder = folder(), .key = key, .schemas = {}}).has_value());
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace
{

KeyAnswer asked(QFuture<KeyAnswer> future)
{
    QFutureWatcher<KeyAnswer> watcher;
    QSignalSpy finished(&watcher, &QFutureWatcherBase::finished);
    watcher.setFuture(future);
    if (finished.isEmpty()) {
        finished.wait(20000);
    }
    return future.isFinished() ? future.result() : keyMissing(KeyState::Unavailable, QStringLiteral("no answer at all"));
}

KeyAnswer asked(KeySource &source, KeyIntent intent)
{
    return asked(source.key(intent));
}

}

#define COMPARE_STATE(answer, expected) \
    do { \
        const auto &a = (answer); \
        QVERIFY2(a.state == (expected), qPrintable(keyStateName(a.state) + QLatin1Char(' ') + a.error.message + a.error.detail)); \
        QCOMPARE(a.error.message.isEmpty(), a.state == KeyState::Present); \
        QCOMPARE(a.key.size(), a.state == KeyState::Present ? 32 : 0); \
    } while (false)

void KeyRingTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void KeyRingTest::keyFile()
{
    FileKeySource source(file(QStringLiteral("key")));
    COMPARE_STATE(asked(source, KeyIntent::ExistingOnly), KeyState::Absent);
    const auto made = asked(source, KeyIntent::Create);
    COMPARE_STATE(made, KeyState::Present);
    QVERIFY(made.isNew);
    const auto again = asked(source, KeyIntent::Create);
    COMPARE_STATE(again, KeyState::Present);
    QVERIFY(!again.isNew);
    QCOMPARE(again.key, made.key);
    QFile damaged(file(QStringLiteral("key")));
    QVERIFY(damaged.open(QIODevice::WriteOnly));
    damaged.write("not a key");
    damaged.close();
    COMPARE_STATE(asked(source, KeyIntent::Create), KeyState::Damaged);
}

void KeyRingTest::keyFileRights()
{
    FileKeySource source(file(QStringLiteral("key")));
    COMPARE_STATE(asked(source, KeyIntent::Create), KeyState::Present);
    QVERIFY(QFile::setPermissions(file(QStringLiteral("key")), QFileDevice::ReadOwner | QFileDevice::ReadGroup));
    COMPARE_STATE(asked(source, KeyIntent::ExistingOnly), KeyState::Denied);
    QVERIFY(QFile::setPermissions(file(QStringLiteral("key")), QFileDevice::ReadOwner));
    COMPARE_STATE(asked(source, KeyIntent::ExistingOnly), KeyState::Present);
}

void KeyRingTest::vault()
{
    const auto path = file(QStringLiteral("vault.json"));
    VaultKeySource right(path, QStringLiteral("Übung macht den Meister"));
    VaultKeySource wrong(path, QStringLiteral("Übung macht den Meister "));
    VaultKeySource empty(path, QString());
    COMPARE_STATE(asked(right, KeyIntent::ExistingOnly), KeyState::Absent);
    COMPARE_STATE(asked(empty, KeyIntent::Create), KeyState::Locked);
    QVERIFY(!QFile::exists(path));
    const auto made = asked(right, KeyIntent::Create);
    COMPARE_STATE(made, KeyState::Present);
    QVERIFY(made.isNew);
    QVERIFY(!(QFile::permissions(path) & (QFileDevice::ReadGroup | QFileDevice::ReadOther)));
    COMPARE_STATE(asked(wrong, KeyIntent::Create), KeyState::Denied);
    COMPARE_STATE(asked(empty, KeyIntent::Create), KeyState::Locked);
    // The same passphrase, typed on a keyboard that composes the letter.
    VaultKeySource composed(path, QStringLiteral("U\u0308bung macht den Meister"));
    QCOMPARE(asked(composed, KeyIntent::ExistingOnly).key, made.key);
}

void KeyRingTest::vaultThatIsForged()
{
    const auto path = file(QStringLiteral("vault.json"));
    const auto passphrase = QStringLiteral("secret");
    QVERIFY(VaultKeySource::seal(path, passphrase, QByteArray(32, 'k')).has_value());
    QFile good(path);
    QVERIFY(good.open(QIODevice::ReadOnly));
    const auto object = QJsonDocument::fromJson(good.readAll()).object();
    const auto with = [&](const QString &name, const QJsonValue &value) {
        auto other = object;
        other.insert(name, value);
        QFile forged(path);
        (void)forged.open(QIODevice::WriteOnly);
        forged.write(QJsonDocument(other).toJson());
        forged.close();
        VaultKeySource source(path, passphrase);
        return asked(source, KeyIntent::Create);
    };
    COMPARE_STATE(with(QStringLiteral("memoryKiB"), qint64(1) << 33), KeyState::Damaged);
    COMPARE_STATE(with(QStringLiteral("iterations"), 1000000), KeyState::Damaged);
    COMPARE_STATE(with(QStringLiteral("lanes"), 0), KeyState::Damaged);
    COMPARE_STATE(with(QStringLiteral("salt"), QStringLiteral("AAAA")), KeyState::Damaged);
    COMPARE_STATE(with(QStringLiteral("version"), 2), KeyState::Damaged);
    COMPARE_STATE(with(QStringLiteral("iterations"), 2), KeyState::Denied); // weakened: does not open
    COMPARE_STATE(with(QStringLiteral("version"), 1), KeyState::Present);
}

void KeyRingTest::vaultChangesItsPassphrase()
{
    const auto path = file(QStringLiteral("vault.json"));
    QVERIFY(VaultKeySource::seal(path, QStringLiteral("old"), QByteArray(32, 'k')).has_value());
    COMPARE_STATE(asked(VaultKeySource::changePassphrase(path, QStringLiteral("guess"), QStringLiteral("new"))), KeyState::Denied);
    COMPARE_STATE(asked(VaultKeySource::changePassphrase(path, QStringLiteral("old"), QStringLiteral("new"))), KeyState::Present);
    VaultKeySource old(path, QStringLiteral("old"));
    VaultKeySource fresh(path, QStringLiteral("new"));
    COMPARE_STATE(asked(old, KeyIntent::ExistingOnly), KeyState::Denied);
    QCOMPARE(asked(fresh, KeyIntent::ExistingOnly).key, QByteArray(32, 'k'));
}

void KeyRingTest::existingStoreNeverGetsANewKey()
{
    auto source = std::make_shared<FileKeySource>(file(QStringLiteral("key")));
    const KeyRing ring(source, folder());
    const auto made = asked(ring.unlock());
    COMPARE_STATE(made, KeyState::Present);
    QVERIFY(made.isNew);
    makeStore(made.key);
    COMPARE_STATE(asked(ring.unlock()), KeyState::Present);
    QVERIFY(QFile::remove(file(QStringLiteral("key"))));
    COMPARE_STATE(asked(ring.unlock()), KeyState::Absent);
    QVERIFY(!QFile::exists(file(QStringLiteral("key"))));
    // Neither when the index is gone and only other parts of the store are there.
    QVERIFY(QFile::remove(folder() + QStringLiteral("/kontor.db")));
    COMPARE_STATE(asked(ring.unlock()), KeyState::Absent);
}

void KeyRingTest::changedKeyIsTold()
{
    makeStore(QByteArray(32, 'k'));
    auto source = std::make_shared<FileKeySource>(file(QStringLiteral("key")));
    COMPARE_STATE(asked(*source, KeyIntent::Create), KeyState::Present);
    const KeyRing ring(source, folder());
    COMPARE_STATE(asked(ring.unlock()), KeyState::Changed);
    QVERIFY(Store::open({.folder = folder(), .key = QByteArray(32, 'k'), .schemas = {}}).has_value());
}

void KeyRingTest::usualSource()
{
    QVERIFY(std::dynamic_pointer_cast<KeychainKeySource>(KeyRing::usualSource(folder())));
    QVERIFY(VaultKeySource::seal(VaultKeySource::vaultIn(folder()), QStringLiteral("p"), QByteArray(32, 'k')).has_value());
    QVERIFY(std::dynamic_pointer_cast<VaultKeySource>(KeyRing::usualSource(folder(), QStringLiteral("p"))));
}

void KeyRingTest::noBus()
{
    QProcess child;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"), QStringLiteral("unix:path=/nonexistent"));
    environment.remove(QStringLiteral("DISPLAY"));
    child.setProcessEnvironment(environment);
    child.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--ask"), QStringLiteral("create"), folder()});
    QVERIFY(child.waitForFinished(30000));
    const auto output = child.readAllStandardOutput();
    QVERIFY2(output.startsWith("unavailable"), output.constData());
}

void KeyRingTest::desktopKeyStore_data()
{
    QTest::addColumn<QString>("script");
    QTest::addColumn<QByteArrayList>("states");
    const auto unlock = QStringLiteral("echo -n pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null; ");
    const auto start = QStringLiteral("gnome-keyring-daemon --start --components=secrets >/dev/null; ");
    const auto lock = QStringLiteral("gdbus call --session --dest org.freedesktop.secrets --object-path /org/freedesktop/secrets --method org.freedesktop.Secret.Service.Lock \"['/org/freedesktop/secrets/collection/login']\" >/dev/null; ");
    QTest::newRow("unlocked") << unlock + QStringLiteral("ask create; ask create; ask existing") << QByteArrayList{"present new", "present", "present"};
    QTest::newRow("absent") << unlock + QStringLiteral("ask existing; mkdir -p $STORE; echo 0b5e0f5c-0e3d-4c6a-9b0e-4c1a5f1b0d11 >$STORE/key.name; ask existing") << QByteArrayList{"absent", "absent"};
    QTest::newRow("locked") << unlock + QStringLiteral("ask create; ") + lock + QStringLiteral("ask existing; ask create") << QByteArrayList{"present new", "locked", "locked"};
    QTest::newRow("locked from the start") << start + lock + QStringLiteral("ask create") << QByteArrayList{"locked"};
}

void KeyRingTest::desktopKeyStore()
{
    QFETCH(QString, script);
    QFETCH(const QByteArrayList, states);
    for (const auto &tool : {QStringLiteral("dbus-run-session"), QStringLiteral("gnome-keyring-daemon"), QStringLiteral("gdbus")}) {
        if (QStandardPaths::findExecutable(tool).isEmpty()) {
            QSKIP(qPrintable(tool + QStringLiteral(" is missing (packages dbus, gnome-keyring, libglib2.0-bin)")));
        }
    }
    const auto home = file(QStringLiteral("home"));
    QDir().mkpath(home + QStringLiteral("/runtime"));
    QFile::setPermissions(home + QStringLiteral("/runtime"), QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
    if (QTest::currentDataTag() == QByteArray("locked from the start")) {
        // A login keyring that exists from an earlier session.
        QProcess earlier;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("HOME"), home);
        environment.insert(QStringLiteral("XDG_DATA_HOME"), home + QStringLiteral("/data"));
        environment.insert(QStringLiteral("XDG_RUNTIME_DIR"), home + QStringLiteral("/runtime"));
        environment.remove(QStringLiteral("DISPLAY"));
        environment.remove(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"));
        earlier.setProcessEnvironment(environment);
        earlier.start(QStringLiteral("dbus-run-session"), {QStringLiteral("--"), QStringLiteral("bash"), QStringLiteral("-c"), QStringLiteral("echo -n pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null; sleep 0.2")});
        QVERIFY(earlier.waitForFinished(30000));
    }
    QProcess child;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("HOME"), home);
    environment.insert(QStringLiteral("XDG_DATA_HOME"), home + QStringLiteral("/data"));
    environment.insert(QStringLiteral("XDG_RUNTIME_DIR"), home + QStringLiteral("/runtime"));
    environment.insert(QStringLiteral("SELF"), QCoreApplication::applicationFilePath());
    environment.insert(QStringLiteral("STORE"), folder());
    environment.remove(QStringLiteral("DISPLAY"));
    environment.remove(QStringLiteral("WAYLAND_DISPLAY"));
    environment.remove(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"));
    child.setProcessEnvironment(environment);
    child.start(QStringLiteral("dbus-run-session"), {QStringLiteral("--"), QStringLiteral("bash"), QStringLiteral("-c"), QStringLiteral("ask() { \"$SELF\" --ask $1 \"$STORE\"; }; ") + script});
    QVERIFY(child.waitForFinished(60000));
    QByteArrayList seen;
    for (const auto &line : child.readAllStandardOutput().split('\n')) {
        if (!line.isEmpty()) {
            seen.append(line.split('|').first().trimmed());
        }
    }
    const QByteArray told = seen.join(", ") + ' ' + child.readAllStandardError();
    QVERIFY2(seen == states, told.constData());
}

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QCoreApplication::setQuitLockEnabled(false);
    const auto arguments = QCoreApplication::arguments();
    if (arguments.value(1) == QStringLiteral("--ask")) {
        KeychainKeySource source(arguments.value(3), std::chrono::seconds(5));
        const auto answer = asked(source, arguments.value(2) == QStringLiteral("create") ? KeyIntent::Create : KeyIntent::ExistingOnly);
        printf("%s%s | %s\n", qPrintable(keyStateName(answer.state)), answer.isNew ? " new" : "", qPrintable(answer.error.detail));
        return 0;
    }
    KeyRingTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "keyringtest.moc"
