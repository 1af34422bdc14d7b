#pragma once

#include <string>

#include <perilune/campaign/campaign.hpp>
#include <perilune/time/epoch.hpp>

namespace perilune {

/// The schedule as an iCalendar (RFC 5545): one event for each activity, dates in UTC, lines folded at 75
/// bytes between characters, texts escaped. Without a schedule, a calendar without events.
/// @param created  goes into DTSTAMP
/// Checked in: tests/unit/report/formats/test_schedule_files.cpp; read by the Python package icalendar
std::string schedule_icalendar(const Campaign& campaign, Epoch created);

/// The schedule as XML of Microsoft Project: a summary task for each mission, a task for each activity with
/// fixed dates (UTC, as the format has no zones), each following the one before in its mission.
/// Checked in: tests/unit/report/formats/test_schedule_files.cpp; read by the library mpxj
std::string schedule_project_xml(const Campaign& campaign, Epoch created);

}  // namespace perilune
