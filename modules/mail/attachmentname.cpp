// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/attachmentname.h"

#include "mail/mailtext.h"

#include <KLocalizedString>
#include <QMimeDatabase>
#include <QSet>

namespace Kontor
{

namespace
{
const QSet<QString> &dangerousExtensions()
{
    static const QSet<QString> extensions = [] {
        QSet<QString> set;
        const auto words = QStringLiteral(
                               "exe com bat cmd scr pif cpl msi msp mst msc dll sys ocx drv vb vbs vbe js jse mjs ws wsf wsh wsc hta jar class jnlp "
                               "ps1 ps1xml ps2 psc1 psd1 psm1 lnk url website desktop inf ins isp reg scf sct shb shs appref-ms application gadget appx appxbundle msix msixbundle "
                               "sh bash zsh csh ksh fish run bin elf appimage deb rpm apk snap flatpakref flatpak command workflow action app pkg dmg mpkg scpt applescript "
                               "py pyc pyo pyw pyz pl rb lua php tcl awk "
                               "docm dotm xlsm xltm xlam xll xlsb pptm potm ppam ppsm sldm ade adp mde mdb accde accdr mad maf mag mam maq mar mas mat mau mav maw "
                               "iso img vhd vhdx udf chm hlp grp theme themepack settingcontent-ms library-ms search-ms searchconnector-ms one onepkg "
                               "html htm xhtml shtml mht mhtml svg svgz xht swf osd diagcab diagpkg cab slk iqy rqy oqy prf ppkg vsto vsix")
                               .split(u' ');
        for (const auto &word : words) {
            set.insert(word);
        }
        return set;
    }();
    return extensions;
}

QString extensionOf(const QString &name)
{
    const auto dot = name.lastIndexOf(u'.');
    return dot < 0 ? QString() : name.mid(dot + 1).toLower().trimmed();
}

bool isReserved(const QString &stem)
{
    static const QSet<QString> names = {QStringLiteral("con"), QStringLiteral("prn"), QStringLiteral("aux"), QStringLiteral("nul"), QStringLiteral("conin$"), QStringLiteral("conout$")};
    const auto lower = stem.toLower();
    return names.contains(lower) || (lower.size() == 4 && (lower.startsWith(QLatin1String("com")) || lower.startsWith(QLatin1String("lpt"))) && lower[3].isDigit());
}
}

QString AttachmentName::safe(const QString &name, const QByteArray &mimeType)
{
    // Of an absurd name the beginning and the end, which says the type.
    QString safe = MailText::line(name.size() > 2000 ? QString(name.left(1500) + name.right(400)) : name, 2000);
    if (const auto slash = std::max(safe.lastIndexOf(u'/'), safe.lastIndexOf(u'\\')); slash >= 0) {
        safe = safe.mid(slash + 1);
    }
    for (QChar &c : safe) {
        if (QStringView(u"<>:\"|?*").contains(c) || c == QChar(0x2044) || c == QChar(0x2215) || c == QChar(0xff0f) || c == QChar(0xff3c)) {
            c = u'_';
        }
        // A dot that is none: "invoice.pdf․exe"
        if (c == QChar(0x2024) || c == QChar(0xff0e) || c == QChar(0xfe52)) {
            c = u'.';
        }
    }
    safe = safe.trimmed();
    while (safe.endsWith(u'.') || safe.endsWith(u' ')) {
        safe.chop(1);
    }
    while (safe.startsWith(u'.') || safe.startsWith(u' ') || safe.startsWith(u'~') || safe.startsWith(u'-')) { // hidden files, options
        safe = safe.mid(1);
    }
    constexpr qsizetype longest = 200;
    while (safe.toUtf8().size() > longest) {
        const auto dot = safe.lastIndexOf(u'.');
        const bool hasExtension = dot > 0 && safe.size() - dot <= 12;
        const auto stem = hasExtension ? dot : safe.size();
        auto cut = std::max<qsizetype>(1, stem - std::max<qsizetype>(1, (safe.toUtf8().size() - longest) / 4));
        if (cut > 1 && safe[cut - 1].isHighSurrogate()) {
            --cut;
        }
        safe = safe.left(cut) + (hasExtension ? safe.mid(dot) : QString());
    }
    if (isReserved(safe.section(u'.', 0, 0))) {
        safe.prepend(u'_');
    }
    if (!safe.isEmpty()) {
        return safe;
    }
    static const QMimeDatabase types;
    const auto suffix = types.mimeTypeForName(QString::fromLatin1(mimeType)).preferredSuffix();
    const auto stem = i18nc("@item file name of an attachment without a name", "attachment");
    return suffix.isEmpty() ? stem : QString(stem + u'.' + suffix);
}

bool AttachmentName::isDangerous(const QString &name, const QString &mimeType)
{
    static const QSet<QString> types = {
        QStringLiteral("application/x-msdownload"), QStringLiteral("application/x-msdos-program"), QStringLiteral("application/x-dosexec"),
        QStringLiteral("application/x-executable"), QStringLiteral("application/x-pie-executable"), QStringLiteral("application/x-sharedlib"),
        QStringLiteral("application/x-sh"), QStringLiteral("application/x-shellscript"), QStringLiteral("text/x-shellscript"), QStringLiteral("text/x-python"),
        QStringLiteral("application/x-msi"), QStringLiteral("application/hta"), QStringLiteral("application/javascript"), QStringLiteral("text/javascript"),
        QStringLiteral("application/x-javascript"), QStringLiteral("application/java-archive"), QStringLiteral("application/x-java-archive"),
        QStringLiteral("application/x-ms-shortcut"), QStringLiteral("application/x-desktop"), QStringLiteral("text/vbscript"),
        QStringLiteral("application/x-iso9660-image"), QStringLiteral("application/vnd.appimage"), QStringLiteral("application/vnd.debian.binary-package"),
        QStringLiteral("application/x-rpm"), QStringLiteral("text/html"), QStringLiteral("application/xhtml+xml"), QStringLiteral("image/svg+xml")};
    const auto type = mimeType.toLower();
    const auto lower = name.toLower();
    if (types.contains(type) || type.contains(QLatin1String("macroenabled")) || dangerousExtensions().contains(extensionOf(lower))) {
        return true;
    }
    // "Rechnung.pdf            .xyz", "foto.jpg.foo": the part that is seen is not the type.
    static const QSet<QString> trusted = {QStringLiteral("pdf"), QStringLiteral("jpg"), QStringLiteral("jpeg"), QStringLiteral("png"), QStringLiteral("gif"),
                                          QStringLiteral("doc"), QStringLiteral("docx"), QStringLiteral("xls"), QStringLiteral("xlsx"), QStringLiteral("odt"),
                                          QStringLiteral("ods"), QStringLiteral("txt"), QStringLiteral("mp4"), QStringLiteral("mp3"), QStringLiteral("zip")};
    static const QSet<QString> wrappers = {QStringLiteral("gz"), QStringLiteral("bz2"), QStringLiteral("xz"), QStringLiteral("zst"), QStringLiteral("zip"), QStringLiteral("7z"),
                                           QStringLiteral("p7m"), QStringLiteral("p7s"), QStringLiteral("asc"), QStringLiteral("sig"), QStringLiteral("gpg"), QStringLiteral("eml"),
                                           QStringLiteral("bak"), QStringLiteral("old"), QStringLiteral("txt"), QStringLiteral("pdf"), QStringLiteral("xml")};
    const auto parts = lower.split(u'.');
    if (parts.size() < 3) {
        return false;
    }
    const auto last = parts.last().trimmed();
    const auto before = parts[parts.size() - 2].trimmed();
    return trusted.contains(before) && !trusted.contains(last) && !wrappers.contains(last) && !last.isEmpty() && last.size() <= 5;
}

}
