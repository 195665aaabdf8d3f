alter table newsroom drop column rights, drop column license_url, drop column tdm_reservation, drop column tdm_policy;
alter table photos drop column license_url, drop column tdm_reservation, drop column tdm_policy;
alter table articles drop column rights, drop column license_url, drop column tdm_reservation, drop column tdm_policy;
