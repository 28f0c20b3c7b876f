# A volume that a task gets as a device.
variable "volume_id" {
  type = string
}

variable "plugin_id" {
  type    = string
  default = "hostpath"
}

type      = "csi"
id        = var.volume_id
name      = var.volume_id
plugin_id = var.plugin_id

capacity_min = "16MiB"
capacity_max = "64MiB"

capability {
  access_mode     = "single-node-writer"
  attachment_mode = "block-device"
}
