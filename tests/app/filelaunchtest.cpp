// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/ui/filesuiscene.h"

#include <QAction>
#include <QDirIterator>

using namespace Kontor;

namespace
{
bool write(const QString &path, const QByteArray &bytes, QFile::Permissions permissions = QFile::ReadOwner | QFile::WriteOwner)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.setPermissions(permissions);
}

/// A home of its own with one program for text, which saves as careful ones do: writes a new file and renames it over.
class Home
{
public:
    Home()
    {
        write(path(u"bin/edit"_s), "#!/bin/sh\ncp \"$1\" \"$1.new\" && printf ' edited' >> \"$1.new\" && mv \"$1.new\" \"$1\" && echo \"$1\" >> " + path(u"opened"_s).toUtf8() + "\n",
              QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        write(path(u"data/applications/kontor-test-editor.desktop"_s),
              "[Desktop Entry]\nType=Application\nName=Test Editor\nExec=" + path(u"bin/edit"_s).toUtf8() + " %f\nMimeType=text/plain;text/x-shellscript;application/x-shellscript;\n");
        write(path(u"config/mimeapps.list"_s),
              "[Default Applications]\ntext/plain=kontor-test-editor.desktop\napplication/x-shellscript=kontor-test-editor.desktop\ntext/x-shellscript=kontor-test-editor.desktop\n");
        // Without a menu KDE's list of programs stays empty.
        write(path(u"config/menus/applications.menu"_s), "<!DOCTYPE Menu PUBLIC \"-//freedesktop//DTD Menu 1.0//EN\" \"http://www.freedesktop.org/standards/menu-spec/1.0/menu.dtd\">"
                                                          "<Menu><Name>Applications</Name><DefaultAppDirs/><DefaultDirectoryDirs/><Include><All/></Include></Menu>");
        qputenv("HOME", m_folder.path().toUtf8());
        qputenv("XDG_DATA_HOME", path(u"data"_s).toUtf8());
        qputenv("XDG_CONFIG_HOME", path(u"config"_s).toUtf8());
        qputenv("XDG_CACHE_HOME", path(u"cache"_s).toUtf8());
        qputenv("XDG_CURRENT_DESKTOP", "KDE"); // on other desktops KIO leaves it to theirs
        qputenv("KDE_FULL_SESSION", "true");
        qputenv("KDE_SESSION_VERSION", "6");
    }
    QString path(const QString &name) const
    {
        return m_folder.filePath(name);
    }
    QStringList opened() const
    {
        QFile file(path(u"opened"_s));
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts) : QStringList();
    }
    /// Files below that hold a word.
    QStringList mentions(const QByteArray &word) const
    {
        QStringList found;
        for (QDirIterator each(m_folder.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories); each.hasNext();) {
            QFile file(each.next());
            if (file.fileName() != path(u"opened"_s) && file.open(QIODevice::ReadOnly) && file.readAll().contains(word)) {
                found << file.fileName();
            }
        }
        return found;
    }

private:
    QTemporaryDir m_folder;
};

Home *home = nullptr;

/// The pane as the program has it: what opens files is the desktop's own way.
struct LaunchScene : FilesScene {
    std::unique_ptr<FilesPane> real;

    LaunchScene()
    {
        f.anna.cloud.put(u"secretplan.txt"_s, "plan");
        f.anna.cloud.put(u"installer.desktop"_s, "[Desktop Entry]\nType=Application\nName=x\nExec=/bin/sh -c 'touch " + home->path(u"hacked"_s).toUtf8() + "'\n");
        f.anna.cloud.put(u"script.sh"_s, "#!/bin/sh\ntouch " + home->path(u"hacked"_s).toUtf8() + "\n");
        f.anna.cloud.put(u"program.txt"_s, QByteArray("\x7f""ELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\x3e\0\x01\0\0\0", 24) + QByteArray(100, '\0'));
        show();
        auto parts = pane->parts();
        parts.launch = {};
        pane.reset();
        pane = std::make_unique<FilesPane>(parts);
        pane->resize(1200, 700);
        pane->show();
        waitUntil([this] { return pane->files()->rowCount() > 0; });
    }
    bool open(const QString &name)
    {
        if (!choose(name)) {
            return false;
        }
        action("files_open")->trigger();
        return true;
    }
};
}

/// Files in the hands of the desktop's programs, by KIO.
class FileLaunchTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cleanup()
    {
        QFile::remove(home->path(u"opened"_s));
    }

    void whatAProgramSavesReachesTheServer()
    {
        LaunchScene s;
        QVERIFY(s.open(u"secretplan.txt"_s));
        QVERIFY(waitUntil([] { return home->opened().size() == 1; }, std::chrono::seconds(20)));
        QVERIFY2(home->opened().first().endsWith(u"/secretplan.txt"), qPrintable(home->opened().first()));
        QVERIFY(waitUntil([&] { return s.f.round() && s.f.anna.cloud.bytes(u"secretplan.txt"_s) == "plan edited"; }, std::chrono::seconds(30)));
        // Nobody else remembers it.
        QCOMPARE(home->mentions("secretplan"), QStringList());
    }

    void programsAreNotRun_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("starter") << u"installer.desktop"_s;
        QTest::newRow("binary under another name") << u"program.txt"_s;
    }
    void programsAreNotRun()
    {
        QFETCH(QString, name);
        LaunchScene s;
        QVERIFY(s.open(name));
        QVERIFY(s.says(u"is a program"_s));
        QTest::qWait(500);
        QVERIFY(!QFile::exists(home->path(u"hacked"_s)));
        QVERIFY(home->opened().isEmpty());
        QVERIFY(waitUntil([&] { return s.copies->copies().isEmpty(); }));
    }

    void aScriptIsATextToBeEdited()
    {
        LaunchScene s;
        QVERIFY(s.open(u"script.sh"_s));
        QVERIFY(waitUntil([] { return home->opened().size() == 1; }, std::chrono::seconds(20)));
        QVERIFY(!QFile::exists(home->path(u"hacked"_s)));
    }
};

int main(int argc, char **argv)
{
    Home ours; // before anybody looks where the home is
    home = &ours;
    QApplication application(argc, argv);
    QApplication::setQuitOnLastWindowClosed(false);
    QCoreApplication::setQuitLockEnabled(false);
    FileLaunchTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "filelaunchtest.moc"
