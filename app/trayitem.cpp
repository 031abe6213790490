// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/trayitem.h"

#include <KConfigGroup>
#include <KLocalizedString>
#include <KSharedConfig>
#include <KStatusNotifierItem>
#include <QApplication>
#include <QMenu>
#include <QPainter>
#include <QSystemTrayIcon>
#include <QWidget>
#include <QWindow>

namespace Kontor
{
namespace
{
KConfigGroup settings()
{
    return KSharedConfig::openConfig()->group(QStringLiteral("Tray"));
}
}

TrayItem::TrayItem(QWidget *window)
    : QObject(window)
    , m_window(window)
{
    followSettings();
}

TrayItem::~TrayItem()
{
    delete m_item;
}

void TrayItem::followSettings()
{
    if (!settings().readEntry("Show", true)) {
        delete m_item;
        m_item = nullptr;
    } else if (!m_item) {
        make();
        show();
    }
}

bool TrayItem::keepsRunning() const
{
    return m_item && settings().readEntry("KeepRunning", false) && QSystemTrayIcon::isSystemTrayAvailable();
}

void TrayItem::make()
{
    m_item = new KStatusNotifierItem(QStringLiteral("kontor"));
    m_item->setCategory(KStatusNotifierItem::Communications);
    m_item->setStatus(KStatusNotifierItem::Active);
    m_item->setTitle(i18nc("@title the program's name", "Kontor"));
    m_item->setStandardActionsEnabled(false); // they would end the program past its questions
    if (m_window->windowHandle()) {
        m_item->setAssociatedWindow(m_window->windowHandle());
    }
    auto *menu = m_item->contextMenu();
    connect(menu->addAction(QIcon::fromTheme(QStringLiteral("mail-message-new")), i18nc("@action:inmenu", "&New Message")),
            &QAction::triggered,
            this,
            &TrayItem::composeWanted);
    connect(menu->addAction(QIcon::fromTheme(QStringLiteral("view-refresh")), i18nc("@action:inmenu", "&Synchronise Now")),
            &QAction::triggered,
            this,
            &TrayItem::syncWanted);
    menu->addSeparator();
    connect(menu->addAction(QIcon::fromTheme(QStringLiteral("application-exit")), i18nc("@action:inmenu", "&Quit")),
            &QAction::triggered,
            this,
            &TrayItem::quitWanted);
}

void TrayItem::setUnread(int count)
{
    if (count != m_unread) {
        m_unread = count;
        show();
    }
}

void TrayItem::show()
{
    if (!m_item) {
        return;
    }
    const auto words
        = m_unread > 0 ? i18ncp("@info:tooltip", "%1 unread message", "%1 unread messages", m_unread) : i18nc("@info:tooltip", "No unread messages");
    m_item->setToolTip(QApplication::windowIcon(), i18nc("@title the program's name", "Kontor"), words);
    m_item->setIconByPixmap(counted(QApplication::windowIcon(), m_unread));
}

QIcon TrayItem::counted(const QIcon &icon, int count)
{
    if (count <= 0) {
        return icon;
    }
    QIcon result;
    const auto text = count > 99 ? QStringLiteral("99+") : QString::number(count);
    for (const int size : {22, 32, 44, 64}) {
        auto picture = icon.pixmap(QSize(size, size), 1.0);
        if (picture.isNull()) {
            picture = QPixmap(size, size);
            picture.fill(Qt::transparent);
        }
        QPainter painter(&picture);
        painter.setRenderHint(QPainter::Antialiasing);
        auto font = QApplication::font();
        font.setBold(true);
        font.setPixelSize(size / 2);
        painter.setFont(font);
        const qreal height = size * 0.56;
        const qreal width = std::min<qreal>(size, std::max<qreal>(height, painter.fontMetrics().horizontalAdvance(text) + size * 0.16));
        const QRectF bubble(size - width, size - height, width, height);
        painter.setPen(QPen(Qt::white, size / 22.0));
        painter.setBrush(QColor(0xb0, 0x1c, 0x2e)); // white on it: 7 : 1
        painter.drawRoundedRect(bubble.adjusted(0.5, 0.5, -0.5, -0.5), height / 2, height / 2);
        if (painter.fontMetrics().horizontalAdvance(text) > width - 2) {
            font.setPixelSize(size * 3 / 10);
            painter.setFont(font);
        }
        painter.drawText(bubble, Qt::AlignCenter, text);
        painter.end();
        result.addPixmap(picture);
    }
    return result;
}

}
