// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/sourceview.h"

#include "shell/metrics.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QFileDialog>
#include <QMessageBox>
#include <QSaveFile>
#include <QVBoxLayout>

namespace Kontor
{
namespace
{
constexpr qsizetype mostShown = 2'000'000;
}

SourceView::SourceView(const QByteArray &raw, QWidget *parent)
    : QDialog(parent)
    , m_text(new QPlainTextEdit(this))
{
    setObjectName(QStringLiteral("sourceView"));
    setWindowTitle(i18nc("@title:window", "Message Source"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *layout = new QVBoxLayout(this);
    auto *label = new QLabel(raw.size() > mostShown ? i18nc("@label", "&Source (the first %1 of %2):", Words::size(mostShown), Words::size(raw.size()))
                                                    : i18nc("@label", "&Source (%1):", Words::size(raw.size())),
                             this);
    label->setBuddy(m_text);
    m_text->setObjectName(QStringLiteral("source"));
    m_text->setAccessibleName(i18nc("@label", "Message source"));
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    auto words = QString::fromUtf8(raw.first(std::min(raw.size(), mostShown)));
    words.replace(QChar(0), QChar(0x2400));
    m_text->setPlainText(words.remove(u'\r'));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto *save = buttons->addButton(i18nc("@action:button", "Save &As…"), QDialogButtonBox::ActionRole);
    save->setIcon(QIcon::fromTheme(QStringLiteral("document-save-as")));
    save->setAutoDefault(false);
    connect(save, &QPushButton::clicked, this, [this, raw] {
        const auto path = QFileDialog::getSaveFileName(this, i18nc("@title:window", "Save Message"), QStringLiteral("message.eml"));
        if (path.isEmpty()) {
            return;
        }
        QSaveFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(raw) != raw.size() || !file.commit()) {
            QMessageBox::warning(this, i18nc("@title:window", "Not Saved"), i18nc("@info", "The file “%1” could not be saved: %2", path, file.errorString()));
        }
    });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(label);
    layout->addWidget(m_text, 1);
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 110, fontMetrics().height() * 34);
}

}
