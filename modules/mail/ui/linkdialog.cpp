// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/linkdialog.h"

#include "mail/ui/senderwarnings.h"
#include "shell/metrics.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <KMessageWidget>
#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QHostAddress>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QVBoxLayout>

namespace Kontor
{

Qt::CheckState LinkDialog::mayOpen(const QUrl &target)
{
    const auto scheme = target.scheme();
    const bool isWeb = scheme == QLatin1String("http") || scheme == QLatin1String("https");
    return isWeb && !target.host().isEmpty() ? Qt::Checked : Qt::Unchecked;
}

QStringList LinkDialog::warnings(const QUrl &target, const QString &text)
{
    QStringList list;
    if (mayOpen(target) != Qt::Checked) {
        list << i18nc("@info", "This kind of link is not opened.");
        return list;
    }
    const auto host = target.host(QUrl::FullyDecoded).toLower();
    static const QRegularExpression name(QStringLiteral("(?:https?://)?((?:[a-z0-9-]+\\.)+[a-z]{2,})"), QRegularExpression::CaseInsensitiveOption);
    const auto match = name.match(text.trimmed(), 0, QRegularExpression::NormalMatch, QRegularExpression::AnchorAtOffsetMatchOption);
    if (match.hasMatch()) {
        auto shown = match.captured(1).toLower();
        auto plainHost = host;
        if (shown.startsWith(QLatin1String("www."))) {
            shown.remove(0, 4);
        }
        if (plainHost.startsWith(QLatin1String("www."))) {
            plainHost.remove(0, 4);
        }
        if (shown != plainHost) {
            list << i18nc("@info", "The text shows %1, but the link leads to %2.", shown, host);
        }
    }
    if (const auto spelling = SenderWarnings::trueSpelling(host); !spelling.isEmpty()) {
        list << i18nc("@info", "The host's name uses letters that may look like others. Its true spelling is %1.", spelling);
    }
    if (!target.userInfo().isEmpty()) {
        list << i18nc("@info", "The part before “@” is not the host; it is often used to deceive.");
    }
    if (!QHostAddress(host).isNull()) {
        list << i18nc("@info", "The link leads to a bare number instead of a name.");
    }
    if (target.scheme() == QLatin1String("http")) {
        list << i18nc("@info", "The connection is not encrypted.");
    }
    static const QStringList shorteners{QStringLiteral("bit.ly"), QStringLiteral("t.co"), QStringLiteral("tinyurl.com"), QStringLiteral("goo.gl"), QStringLiteral("ow.ly"),
                                        QStringLiteral("is.gd"), QStringLiteral("buff.ly"), QStringLiteral("rb.gy"), QStringLiteral("t1p.de")};
    if (shorteners.contains(host)) {
        list << i18nc("@info", "This is a shortened link; where it leads cannot be told.");
    }
    return list;
}

LinkDialog::LinkDialog(const QUrl &target, const QString &text, QWidget *parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("linkDialog"));
    setWindowTitle(i18nc("@title:window", "Open Link"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *layout = new QVBoxLayout(this);
    Metrics::apply(layout, this);
    const auto ace = QString::fromLatin1(QUrl::toAce(target.host()));
    auto *question = new QLabel(i18nc("@info", "This link leads to the host"), this);
    layout->addWidget(question);
    auto *host = new QLabel(ace.isEmpty() ? target.host() : ace, this);
    host->setObjectName(QStringLiteral("linkHost"));
    host->setTextFormat(Qt::PlainText);
    host->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    host->setFocusPolicy(Qt::TabFocus);
    host->setAccessibleName(i18nc("@label spoken", "Host: %1", host->text()));
    auto big = font();
    big.setBold(true);
    big.setPointSizeF(big.pointSizeF() * 1.2);
    host->setFont(big);
    layout->addWidget(host);
    for (const auto &warning : warnings(target, text)) {
        auto *widget = new KMessageWidget(warning.toHtmlEscaped(), this);
        widget->setMessageType(KMessageWidget::Warning);
        widget->setCloseButtonVisible(false);
        widget->setWordWrap(true);
        widget->setAccessibleName(warning);
        layout->addWidget(widget);
    }
    auto *caption = new QLabel(i18nc("@label", "&Whole address:"), this);
    auto *whole = new QPlainTextEdit(target.toString(QUrl::FullyEncoded), this);
    whole->setObjectName(QStringLiteral("linkAddress"));
    whole->setReadOnly(true);
    whole->setTabChangesFocus(true);
    whole->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    whole->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    whole->setWordWrapMode(QTextOption::WrapAnywhere);
    whole->setMaximumHeight(fontMetrics().height() * 6);
    caption->setBuddy(whole);
    layout->addWidget(caption);
    layout->addWidget(whole);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    auto *open = buttons->addButton(i18nc("@action:button", "&Open in Browser"), QDialogButtonBox::AcceptRole);
    open->setObjectName(QStringLiteral("openLink"));
    open->setIcon(QIcon::fromTheme(QStringLiteral("internet-web-browser")));
    open->setEnabled(mayOpen(target) == Qt::Checked);
    open->setAutoDefault(false);
    buttons->button(QDialogButtonBox::Cancel)->setDefault(true); // Return must not open what was not read
    auto *copy = buttons->addButton(i18nc("@action:button", "&Copy Address"), QDialogButtonBox::ActionRole);
    copy->setIcon(QIcon::fromTheme(QStringLiteral("edit-copy")));
    connect(copy, &QPushButton::clicked, this, [target] {
        QApplication::clipboard()->setText(target.toString(QUrl::FullyEncoded));
    });
    connect(buttons, &QDialogButtonBox::accepted, this, [this, target] {
        QDesktopServices::openUrl(target);
        accept();
    });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 76, sizeHint().height());
}

}
