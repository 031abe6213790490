// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "accounts/filekeysource.h"
#include "accounts/keyring.h"
#include "app/demo.h"
#include "app/mainwindow.h"
#include "app/services.h"
#include "app/tour.h"
#include "base/catalogue.h"
#include "base/memoryhabit.h"
#include "net/tlspolicy.h"
#include "shell/focusmark.h"
#include "shell/itemlistaccessible.h"
#include "shell/readableselection.h"
#include "shell/spokenlabels.h"

#include <KAboutData>
#include <KColorSchemeManager>
#include <KConfig>
#include <KCrash>
#include <KDBusService>
#include <KLocalizedString>
#include <KSignalHandler>
#include <QApplication>
#include <QCommandLineParser>
#include <QCryptographicHash>
#include <QDir>
#include <QIcon>
#include <QStandardPaths>

#include <csignal>
#include <cstdio>

using namespace Kontor;

namespace
{
KAboutData about()
{
    KAboutData data(QStringLiteral("kontor"), i18nc("@title the program's name", "Kontor"), QStringLiteral(KONTOR_VERSION),
                    i18nc("@title what the program is", "Mail for the sovereign workplace"), KAboutLicense::GPL_V3,
                    i18nc("@info:credit", "© 2026 The Kontor authors"));
    data.setOrganizationDomain("kontor.app");
    data.setDesktopFileName(QStringLiteral("app.kontor.kontor"));
    data.setTranslator(i18nc("NAME OF TRANSLATORS", "Your names"), i18nc("EMAIL OF TRANSLATORS", "Your emails"));
    return data;
}

struct Invocation {
    QString profile;
    QString demo;
    QString tour;
    QString scheme;
    QUrl link; ///< mailto: or matrix:
    bool isWrong = false; ///< said already
};

bool isLink(const QString &word)
{
    return word.startsWith(QLatin1String("mailto:"), Qt::CaseInsensitive) || MainWindow::isChatLink(QUrl(word));
}

void follow(MainWindow *window, const QUrl &link)
{
    link.scheme() == QLatin1String("mailto") ? window->compose(link) : window->showChatLink(link);
}

Invocation readArguments(QCommandLineParser &parser)
{
    const QCommandLineOption profile(QStringLiteral("profile"), i18nc("@info:shell", "Keep mail and settings in this folder."), i18nc("@info:shell", "folder"));
    const QCommandLineOption demo(QStringLiteral("demo"), i18nc("@info:shell", "Sign in to the demo workplace described by this file."), i18nc("@info:shell", "file"));
    const QCommandLineOption tour(QStringLiteral("tour"), i18nc("@info:shell", "Take pictures of every pane and dialog, then quit."), i18nc("@info:shell", "folder"));
    const QCommandLineOption scheme(QStringLiteral("tour-scheme"), i18nc("@info:shell", "Colours of the tour: light or dark."), QStringLiteral("light|dark"));
    parser.addOptions({profile, demo, tour, scheme});
    parser.addPositionalArgument(QStringLiteral("link"), i18nc("@info:shell", "A mailto: address to write to, or a matrix: address to show."), QStringLiteral("[mailto:…|matrix:…]"));
    auto data = KAboutData::applicationData();
    data.setupCommandLine(&parser);
    parser.process(*qApp);
    data.processCommandLine(&parser);
    Invocation invocation{parser.value(profile), parser.value(demo), parser.value(tour), parser.value(scheme), {}, false};
    const auto words = parser.positionalArguments();
    for (const auto &word : words) {
        if (!isLink(word)) {
            std::fprintf(stderr, "kontor: %s\n", qPrintable(i18nc("@info:shell", "“%1” is neither a mailto: nor a matrix: address.", word)));
            invocation.isWrong = true;
        } else {
            invocation.link = QUrl(word);
        }
    }
    return invocation;
}

void chooseColours(const QString &scheme)
{
    if (scheme.isEmpty()) {
        return;
    }
    const bool isDark = scheme == QLatin1String("dark");
    auto *manager = KColorSchemeManager::instance();
    manager->activateScheme(manager->indexForSchemeId(isDark ? QStringLiteral("BreezeDark") : QStringLiteral("BreezeLight")));
    QIcon::setThemeName(isDark ? QStringLiteral("breeze-dark") : QStringLiteral("breeze"));
}

/// A second start of the same profile raises the window of the first; the name on the bus tells profiles apart.
std::unique_ptr<KDBusService> onePerProfile(const QString &profile)
{
    const auto name = QCoreApplication::applicationName();
    if (!profile.isEmpty()) {
        const QDir folder(profile);
        const auto path = folder.exists() ? folder.canonicalPath() : folder.absolutePath();
        const auto hash = QCryptographicHash::hash(path.toUtf8(), QCryptographicHash::Sha256).toHex().first(16);
        QCoreApplication::setApplicationName(name + QStringLiteral("-profile-") + QString::fromLatin1(hash));
    }
    auto service = std::make_unique<KDBusService>(KDBusService::Unique | KDBusService::NoExitOnFailure);
    QCoreApplication::setApplicationName(name);
    return service;
}
}

int main(int argc, char **argv)
{
    setMemoryHabits();
    std::signal(SIGXFSZ, SIG_IGN); // a limit on the size of files is an error like a full disk, not the end
    QApplication application(argc, argv);
    QApplication::setQuitOnLastWindowClosed(false); // the main window says when; it may only hide in the tray
    QCoreApplication::setQuitLockEnabled(false); // the end of a job must not end the program
    useCatalogue();
    KAboutData::setApplicationData(about());
    QApplication::setWindowIcon(QIcon::fromTheme(QStringLiteral("app.kontor.kontor"), QIcon(QStringLiteral(":/kontor/icons/app.kontor.kontor.svg"))));
    KCrash::initialize();
    ItemListAccessible::install();
    // Whoever ends the session does not wait for questions, but what programs saved is taken in and private copies go.
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
        KSignalHandler::self()->watchSignal(signal);
    }
    QObject::connect(KSignalHandler::self(), &KSignalHandler::signalReceived, &application, [] {
        QCoreApplication::exit(0);
    });

    QCommandLineParser parser;
    const auto invocation = readArguments(parser);
    if (invocation.isWrong) {
        return 1;
    }

    auto folder = invocation.profile.isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QStringLiteral("/kontor")
                                               : QDir(invocation.profile).absolutePath();
    std::shared_ptr<KeySource> keySource;
    std::optional<Demo> demo;
    if (!invocation.demo.isEmpty()) {
        const auto read = Demo::read(invocation.demo);
        if (!read) {
            std::fprintf(stderr, "%s\n", qPrintable(read.error().message));
            return 1;
        }
        demo = *read;
        folder = demo->folder;
        if (!QDir().mkpath(folder)) {
            std::fprintf(stderr, "%s\n", qPrintable(i18nc("@info", "The folder %1 cannot be made.", folder)));
            return 1;
        }
        keySource = std::make_shared<FileKeySource>(folder + QStringLiteral("/demo.key")); // for the demo only: its mail is nobody's
    }
    if (demo || !invocation.profile.isEmpty()) {
        KConfig::setMainConfigName(folder + QStringLiteral("/kontorrc")); // the profile's settings lie with its mail
    }
    chooseColours(invocation.scheme);
    new ReadableSelection(&application);
    new SpokenLabels(&application);
    new FocusMark(&application);

    std::unique_ptr<KDBusService> unique;
    if (invocation.tour.isEmpty() && !demo) {
        unique = onePerProfile(invocation.profile);
    }

    int result = 0;
    {
        Services services({.folder = folder, .keySource = keySource});
        if (demo) {
            demo->signIn(&services);
        }
        auto *window = new MainWindow(&services);
        window->setAttribute(Qt::WA_DeleteOnClose, false);
        if (unique) {
            QObject::connect(unique.get(), &KDBusService::activateRequested, window, [window](const QStringList &arguments) {
                window->raiseWindow();
                for (const auto &argument : arguments) {
                    if (isLink(argument)) {
                        follow(window, QUrl(argument));
                    }
                }
            });
        }
        window->show(); // visible at once; everything else follows
        TlsPolicy::prepare();
        if (!invocation.tour.isEmpty()) {
            new Tour(window,
                     {.folder = invocation.tour,
                      .scheme = invocation.scheme.isEmpty() ? QStringLiteral("light") : invocation.scheme,
                      .language = KLocalizedString::languages().value(0).startsWith(QLatin1String("de")) ? QStringLiteral("de") : QStringLiteral("en")});
        }
        if (invocation.link.isValid()) {
            follow(window, invocation.link);
        }
        QMetaObject::invokeMethod(&services, &Services::begin, Qt::QueuedConnection);
        result = QApplication::exec();
        delete window; // before what it shows
        services.shutDown();
    }
    return result;
}
