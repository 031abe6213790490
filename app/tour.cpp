// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/tour.h"

#include "app/mainwindow.h"

#include <QApplication>
#include <QDir>
#include <QImage>
#include <QPainter>
#include <QSaveFile>
#include <QSet>

#include <chrono>
#include <cstdio>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
constexpr auto lookAfter = 900ms; // for what is loaded and laid out after a step
constexpr qint64 longestWait = 25'000; // ms for the first synchronisation
}

Tour::Tour(MainWindow *window, const Options &options)
    : QObject(window)
    , m_window(window)
    , m_options(options)
{
    m_timer.setSingleShot(true);
    m_waiting.start();
    QApplication::setCursorFlashTime(0); // a blinking cursor would make pictures differ
    connect(&m_timer, &QTimer::timeout, this, &Tour::waitForData);
    m_timer.start(500ms);
}

void Tour::waitForData()
{
    if (!m_window->isReadyForTour() && m_waiting.elapsed() < longestWait) {
        m_timer.start(200ms);
        return;
    }
    if (!m_window->isReadyForTour()) {
        std::fprintf(stderr, "tour: nothing was synchronised within %lld seconds\n", static_cast<long long>(longestWait / 1000));
        ++m_failures;
    }
    if (!QDir().mkpath(m_options.folder)) {
        std::fprintf(stderr, "tour: the folder cannot be made\n");
        QApplication::exit(1);
        return;
    }
    m_steps = m_window->tour();
    m_timer.disconnect(this);
    connect(&m_timer, &QTimer::timeout, this, &Tour::photograph);
    nextStep();
}

void Tour::nextStep()
{
    if (m_shown && m_shown != m_window) {
        m_shown->close();
    }
    m_shown = nullptr;
    if (++m_step >= m_steps.size()) {
        finish();
        return;
    }
    m_shown = m_steps.at(m_step).show();
    if (!m_shown) {
        m_shown = m_window;
    }
    m_timer.start(lookAfter);
}

bool Tour::isBlank(const QImage &picture) const
{
    QSet<QRgb> colours;
    for (int y = 0; y < picture.height(); y += 7) {
        for (int x = 0; x < picture.width(); x += 7) {
            colours.insert(picture.pixel(x, y));
        }
    }
    return colours.size() < 4;
}

void Tour::photograph()
{
    const auto &name = m_steps.at(m_step).name;
    if (!m_shown) {
        std::fprintf(stderr, "tour: %s is gone\n", qPrintable(name));
        ++m_failures;
        nextStep();
        return;
    }
    const auto picture = m_shown->grab().toImage();
    const auto file = QStringLiteral("%1-%2-%3-%4.png").arg(m_step + 1, 2, 10, QLatin1Char('0')).arg(name, m_options.language, m_options.scheme);
    if (isBlank(picture) || !picture.save(m_options.folder + QLatin1Char('/') + file)) {
        std::fprintf(stderr, "tour: no picture of %s\n", qPrintable(name));
        ++m_failures;
    } else {
        m_pictures << file;
    }
    nextStep();
}

void Tour::finish()
{
    // The page shows all pictures of the folder, also those of other languages and colours.
    QDir folder(m_options.folder);
    auto page = QStringLiteral("<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>Kontor</title>\n<style>body{font-family:sans-serif;margin:2em}img{max-width:100%;border:1px solid #888}"
                               "figure{margin:2em 0}</style>\n<h1>Kontor</h1>\n");
    const auto files = folder.entryList({QStringLiteral("*.png")}, QDir::Files, QDir::Name);
    for (const auto &file : files) {
        page += QStringLiteral("<figure><figcaption>%1</figcaption><img src=\"%1\" alt=\"%1\"></figure>\n").arg(file.toHtmlEscaped());
    }
    QSaveFile index(folder.filePath(QStringLiteral("index.html")));
    if (!index.open(QIODevice::WriteOnly) || index.write(page.toUtf8()) < 0 || !index.commit()) {
        ++m_failures;
    }
    std::fprintf(stderr, "tour: %lld pictures, %d failures\n", static_cast<long long>(m_pictures.size()), m_failures);
    QApplication::exit(m_failures == 0 ? 0 : 1);
}

}
