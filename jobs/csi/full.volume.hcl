# Every field of a CSI volume specification that the driver supports.
variable "volume_id" {
  type = string
}

variable "plugin_id" {
  type    = string
  default = "hostpath"
}

variable "capacity_min" {
  type    = string
  default = "1MiB"
}

type      = "csi"
id        = var.volume_id
name      = "name of ${var.volume_id}"
plugin_id = var.plugin_id

capacity_min = var.capacity_min
capacity_max = "64MiB"

capability {
  access_mode     = "single-node-writer"
  attachment_mode = "file-system"
}

capability {
  access_mode     = "single-node-reader-only"
  attachment_mode = "file-system"
}

mount_options {
  fs_type     = "ext4"
  mount_flags = ["noatime"]
}

secrets {
  token = "not-for-logs"
}

parameters {
  tier = "fast"
}
