// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/fileprogress.h"

#include "shell/metrics.h"

#include <KLocalizedString>
#include <QDialogButtonBox>
#include <QLabel>
#include <QMessageBox>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
constexpr auto moment = 500ms;
constexpr int mostSentences = 5;
}

FileProgress::FileProgress(const QString &title, QWidget *parent)
    : QDialog(parent)
    , m_words(new QLabel(this))
    , m_bar(new QProgressBar(this))
{
    setObjectName(QStringLiteral("fileProgress"));
    setWindowTitle(title);
    setWindowModality(Qt::WindowModal); // a message is not sent before its files are there
    m_words->setObjectName(QStringLiteral("fileProgressWords"));
    m_words->setTextFormat(Qt::PlainText);
    m_words->setWordWrap(true);
    m_bar->setObjectName(QStringLiteral("fileProgressBar"));
    m_bar->setAccessibleName(title);
    m_bar->setRange(0, 0);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Cancel)->setObjectName(QStringLiteral("fileProgressCancel"));
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    Metrics::apply(layout, this);
    layout->addWidget(m_words);
    layout->addWidget(m_bar);
    layout->addWidget(buttons);
    setMinimumWidth(fontMetrics().averageCharWidth() * 56);
    m_moment.setSingleShot(true);
    m_moment.setInterval(moment);
    connect(&m_moment, &QTimer::timeout, this, &QDialog::open);
}

void FileProgress::show(const QString &words, int percent)
{
    m_words->setText(words);
    setAccessibleDescription(words);
    m_bar->setRange(0, percent < 0 ? 0 : 100);
    m_bar->setValue(percent);
    m_bar->setAccessibleDescription(words);
    if (!isVisible() && !m_moment.isActive()) {
        m_moment.start();
    }
}

void FileProgress::pause()
{
    m_moment.stop();
    hide();
}

void FileProgress::tellProblems(const QString &title, const QStringList &sentences, QWidget *parent)
{
    if (sentences.isEmpty()) {
        return;
    }
    auto shown = sentences.mid(0, mostSentences);
    if (sentences.size() > shown.size()) {
        shown << i18ncp("@info after a list of problems", "And %1 more.", "And %1 more.", int(sentences.size() - shown.size()));
    }
    auto *box = new QMessageBox(QMessageBox::Warning, title, shown.join(u'\n'), QMessageBox::Ok, parent);
    box->setObjectName(QStringLiteral("fileProblems"));
    box->setTextFormat(Qt::PlainText);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

}
