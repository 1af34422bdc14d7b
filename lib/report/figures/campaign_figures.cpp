#include <perilune/report/figures.hpp>

#include <utility>

#include "site_light.hpp"

namespace perilune {
namespace {

template <class Made>
void add(std::vector<Figure>& figures, Made made) {
  if (made) figures.push_back(std::move(*made));
}

void add_all(std::vector<Figure>& figures, std::vector<Figure> more) {
  for (Figure& figure : more) figures.push_back(std::move(figure));
}

}  // namespace

std::vector<Figure> porkchop_figures(const Campaign& campaign, const Ephemeris& ephemeris) {
  std::vector<Figure> figures;
  for (const OfferedWindows& offers : campaign.loop().offers)
    add(figures, porkchop_figure(campaign, offers.mission, ephemeris));
  return figures;
}

std::vector<Figure> budget_figures(const Campaign& campaign) {
  std::vector<Figure> figures;
  for (const FlownMission& flown : campaign.loop().missions) add(figures, budget_figure(flown));
  return figures;
}

std::vector<Figure> site_figures(const Campaign& campaign, const Ephemeris& ephemeris) {
  std::vector<Figure> figures;
  add(figures, south_pole_figure(campaign.scenario().catalog.sites));
  for (const LunarSite* site : detail::used_sites(campaign, ephemeris)) {
    add(figures, links_figure(campaign, *site, ephemeris));
    add(figures, sky_figure(campaign, *site, ephemeris));
  }
  return figures;
}

std::vector<Figure> campaign_figures(const Campaign& campaign, const Ephemeris& ephemeris,
                                     const RiskTables* risk) {
  std::vector<Figure> figures;
  add(figures, gantt_figure(campaign, risk));
  if (risk) add_all(figures, risk_figures(*risk));
  add(figures, growth_figure(campaign));
  add(figures, windows_figure(campaign));
  add_all(figures, porkchop_figures(campaign, ephemeris));
  add_all(figures, budget_figures(campaign));
  add_all(figures, site_figures(campaign, ephemeris));
  if (campaign.station()) figures.push_back(station_figure(campaign.station()->history));
  for (const FlownFlight& flight : campaign.flights()) {
    add(figures, trajectory_figure(flight, ephemeris));
    add(figures, ground_track_figure(flight, campaign.scenario().catalog.sites, ephemeris));
    add(figures, shadow_figure(flight, ephemeris));
  }
  return figures;
}

}  // namespace perilune
