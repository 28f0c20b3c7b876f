# A volume whose content comes from a snapshot.
variable "volume_id" {
  type = string
}

variable "plugin_id" {
  type    = string
  default = "hostpath"
}

variable "snapshot_id" {
  type = string
}

type        = "csi"
id          = var.volume_id
name        = var.volume_id
plugin_id   = var.plugin_id
snapshot_id = var.snapshot_id

capacity_min = "1MiB"
capacity_max = "64MiB"

capability {
  access_mode     = "single-node-writer"
  attachment_mode = "file-system"
}
